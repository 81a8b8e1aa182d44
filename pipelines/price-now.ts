// Each hour what a bitcoin costs, in the log and in Slack; `above`: only when it costs more than so many dollars.
import { filter, logged, map, minutes, pipeline, poll, slack } from '../src/index.ts';

export const priceNow = ({ above = 0 }: { readonly above?: number } = {}) =>
  pipeline('price-now', { schedule: '0 * * * *', timeout: minutes(50) })
    .from(poll('prices', (client) => client.coinsPrices()))
    .pipe(
      filter(({ symbol, price }) => symbol === 'BTC' && Number(price) > above),
      map(({ price }) => price),
    )
    .to(
      logged(([price]) => `The current Bitcoin price is: ${price}`),
      slack('#ba-de3-2018-bots', ([price]) => `:money_with_wings: The current Bitcoin price is: $${price}`),
    );

export default priceNow();
