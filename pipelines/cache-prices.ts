// Each minute what a bitcoin and an ether cost, for other programs: under price:BTC and price:ETH, gone when it is old.
import { cache, filter, minutes, pipeline, poll, seconds } from '../src/index.ts';

const COINS = ['BTC', 'ETH'];

export default pipeline('cache-prices', { schedule: '* * * * *', timeout: seconds(50) })
  .from(poll('prices', (client) => client.coinsPrices()))
  .pipe(filter(({ symbol }) => COINS.includes(symbol)))
  .to(cache('price:{symbol}', 'price', { expires: minutes(3) }));
