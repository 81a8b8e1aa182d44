// Each morning what $1,000 have become that were put into bitcoins 1, 12 and 24 months ago, to Slack.
import { hours, invested, investmentText, lineChart, pipeline, poll, slack } from '../src/index.ts';

export default pipeline('invest-1k', { schedule: '0 8 * * *', timeout: hours(6) })
  .from(
    poll('investments', async (client) => {
      const days = await client.klines('BTCUSDT', { interval: '1d', limit: 740 });
      return invested(days, 1_000, [1, 12, 24], await client.time());
    }),
  )
  .to(
    slack('#ba-de3-2018-bots', (investments) => {
      const title = 'What has become of $1,000 in bitcoins';
      const course = investments.flatMap((one) => one.course);
      return [
        [title, ...investments.map(investmentText)].join('\n'),
        lineChart(course, { title, x: 'time', y: 'worth', series: 'ago', format: 'dollars' }),
      ];
    }),
  );
