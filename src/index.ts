/** The public names, in the order in which one learns them. */

export { type Pipeline, type PipelineOptions, pipeline } from './core/pipeline.ts';

// Where events come from. A log is also where they can go.
export { log } from './logs/log.ts';
export { file } from './logs/file/file.ts';
export { type TailOptions, tail } from './logs/tail/tail.ts';
export { type KinesisOptions, kinesis } from './logs/kinesis/kinesis.ts';
export { binance } from './sources/binance.ts';
export { rows } from './sources/rows.ts';
export { type CachedKey, cached } from './sources/cached.ts';
export { type PollOptions, poll } from './sources/poll.ts';
export { type Idle, idle } from './sources/idle.ts';

// What becomes of them.
export { parse } from './operators/parse.ts';
export { type Trade, trade } from './market/trade.ts';
export { filter } from './operators/filter.ts';
export { map } from './operators/map.ts';
export { dedupe } from './operators/dedupe.ts';
export { usd } from './operators/usd.ts';
export { tumble } from './operators/tumble.ts';
export { total } from './operators/total.ts';
export { collect } from './operators/collect.ts';
export { scan } from './operators/scan.ts';
export { type Crossing, crossings } from './operators/crossings.ts';
export { type Alert, alert } from './operators/alert.ts';
export { each } from './operators/each.ts';
export { ticks } from './operators/ticks.ts';

// What windows compute.
export { count } from './aggregates/count.ts';
export { sum } from './aggregates/sum.ts';
export { product } from './aggregates/product.ts';
export { missing } from './aggregates/missing.ts';
export { minimum } from './aggregates/minimum.ts';
export { maximum } from './aggregates/maximum.ts';
export { mean } from './aggregates/mean.ts';
export { first } from './aggregates/first.ts';
export { last } from './aggregates/last.ts';
export { ohlc } from './aggregates/ohlc.ts';
export { vwap } from './aggregates/vwap.ts';
export { coverage } from './aggregates/coverage.ts';

// The same of a list that is at hand, for a text or a picture.
export { overall } from './core/overall.ts';
export { type Tally, tally } from './core/tally.ts';

// What the exchange tells whoever asks; by the machine's clock, or a test's.
export { type MarketClient, type MarketClientOptions, marketClient } from './exchange/client.ts';
export { type CandlesOf, candlesOf } from './exchange/candles-of.ts';
export { type Portfolio, portfolio } from './exchange/client/portfolio.ts';
export { type OrderFault, orderFaults } from './exchange/client/order-checks.ts';
export { systemClock } from './runtime/clock.ts';

// What follows from candles.
export { type Change, changes } from './market/changes.ts';
export { changeText } from './market/change-text.ts';
export { type Investment, invested } from './market/invested.ts';
export { investmentText } from './market/investment-text.ts';
export { type PastPrice, priceAt } from './market/past-price.ts';
export { stillOpen } from './market/still-open.ts';
export { untraded } from './market/untraded.ts';

// Spans of time.
export { type Duration, days, hours, millis, minutes, seconds } from './core/time.ts';

// Where it goes.
export { view } from './sinks/view.ts';
export { print } from './sinks/print.ts';
export { logged } from './sinks/logged.ts';
export { cache } from './sinks/cache.ts';
export { counter } from './sinks/counter.ts';
export { type EmailOptions, email } from './sinks/email.ts';
export type { Email } from './sinks/email/content.ts';
export { orders } from './sinks/orders.ts';
export { type SlackOptions, slack } from './sinks/slack.ts';
export type { SlackBlocks, SlackContent } from './sinks/slack/content.ts';
export { literal } from './slack/text.ts';
export { buy, type MarketOrder, sell } from './market/order.ts';
export type { Row } from './core/row.ts';

// Rows as pictures, and numbers as people read them.
export { barChart } from './charts/bar.ts';
export { lineChart } from './charts/line.ts';
export { candlestick } from './charts/candlestick.ts';
export { treemap } from './charts/treemap.ts';
export { scatter } from './charts/scatter.ts';
export { columns } from './charts/columns.ts';
export { facet } from './charts/facet.ts';
export { vega, vegaLite } from './charts/vega.ts';
export { render } from './charts/render.ts';
export type { RenderOptions } from './charts/render-options.ts';
export { dollars, si } from './charts/numbers.ts';
export { worth } from './charts/worth.ts';
export { between } from './charts/between.ts';
export type { Chart } from './core/chart.ts';

// Secrets, and who is told how a run went.
export { type Secret, type Secrets, secret } from './core/secret.ts';
export { type BySlackOptions, bySlack } from './notify/slack.ts';
export { type ByMailOptions, byMail } from './notify/mail.ts';
export type { Notice, Notifier, NotifyContext, Occasion } from './core/notice.ts';

// For those who write an operator, an aggregate, a decoder, a source or a destination of their own.
export { type Operator, type OperatorSpec, operator } from './core/operator.ts';
export { Batch, type Rejected } from './core/batch.ts';
export type { Aggregate, Aggregates, Results } from './core/aggregate.ts';
export type { Aside, Decoder, Tick } from './core/decoder.ts';
export type { LogRecord, PartitionId, Position, Read } from './core/record.ts';
export type { Partition, Reader, RunContext, Source } from './core/source.ts';
export type {
  Delivery,
  Destination,
  Keys,
  Messages,
  Output,
  Refused,
  Rehearsal,
  Sink,
  TaskContext,
  View,
  Writer,
} from './core/sink.ts';
export { PipelineError, WorldError } from './core/errors.ts';
