/** What kinds of values a line holds. */
export const INTEGER = 0;
export const AMOUNT = 1;
export const SYMBOL = 2;
export const FLAG = 3;
/** A text that nobody needs. */
export const TEXT = 4;

/** Where the value of a field is put among `SLOTS` numbers, and its bit in what was seen. */
export const SENT = 0;
export const TIME = 1;
export const ID = 2;
export const BUYER = 3;
export const SELLER = 4;
export const PRICE = 5;
export const QUANTITY = 6;
export const LISTED = 7;
export const MAKER = 8;
/** Where what nobody needs is put. */
export const NEEDLESS = 9;
/** How many places an amount has is put so far behind its digits. */
export const PLACES = 5;
export const SLOTS = 12;

/** The bit, among those of what was seen, of a payload that calls itself a trade. */
export const IS_TRADE = 1 << 16;

const bits = (...slots: readonly number[]): number => slots.reduce((all, slot) => all | (1 << slot), 0);
const NEEDED = IS_TRADE | bits(TIME, ID, PRICE, QUANTITY, LISTED, MAKER);
const ORDERS = bits(BUYER, SELLER);
const IS_SENT = bits(SENT);

/** Whether all was seen that a trade must have, and of its orders both or none. */
export const isWhole = (seen: number): boolean =>
  (seen & NEEDED) === NEEDED && ((seen & ORDERS) === 0 || (seen & ORDERS) === ORDERS);
export const hasOrders = (seen: number): boolean => (seen & ORDERS) !== 0;
export const isSent = (seen: number): boolean => (seen & IS_SENT) !== 0;
