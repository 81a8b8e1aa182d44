// What the bot's account has come to, at the end of each minute: cash, holdings, fees and value in US dollars.
import { last, minutes, pipeline, poll, portfolio, seconds, tumble, view } from '../src/index.ts';

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'BNBUSDT', 'LTCUSDT', 'NEOUSDT'];

// A poll is no log: minutes in which nobody asked have no row, a replay cannot ask again for what an account had then,
// and a rebuild begins now. What was told is in the view, and nowhere else.
export default pipeline('portfolio')
  .from(poll('portfolio', (client) => portfolio(client, SYMBOLS), { every: seconds(10), timeOf: ({ time }) => time }))
  .pipe(
    tumble(
      { size: minutes(1), lateness: seconds(0), key: () => 'account' },
      {
        cash: last('cash'),
        holdings: last('holdings'),
        fees: last('fees'),
        value: last('value'),
        unpriced: last('unpriced'),
      },
    ),
  )
  .to(view('portfolio'));
