/** What one unit of each asset costs in US dollars. An asset that has no price is absent. */
export type Prices = Readonly<Record<string, number>>;

/** Under which key an operator finds the prices of its run in its cells. */
export const RUN = 'run';
