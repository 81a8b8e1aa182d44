// Each morning what $1,000 have become that were put into bitcoins 1, 12 and 24 months ago, to Slack.
import { dollars, invested, lineChart, pipeline, poll, slack } from '../src/index.ts';

export default pipeline('invest-1k', { schedule: '0 8 * * *' })
  .from(
    poll('investments', async (client) => {
      const days = await client.klines('BTCUSDT', { interval: '1d', limit: 740 });
      return invested(days, 1_000, [1, 12, 24]);
    }),
  )
  .to(
    slack('#ba-de3-2018-bots', (investments) => {
      const ago = ({ months }: { readonly months: number }) => `${months} ${months === 1 ? 'month' : 'months'} ago`;
      const course = investments.flatMap((one) => one.course);
      const words = investments.map((one) => {
        const now = one.worth === null ? 'no candle tells what it had bought' : dollars(Number(one.worth));
        return `$1,000 in bitcoins, ${ago(one)}: ${now}`;
      });
      const title = 'What has become of $1,000 in bitcoins';
      return [words.join('\n'), lineChart(course, { title, x: 'time', y: 'worth', series: ago, format: 'dollars' })];
    }),
  );
