/** For those who are never told to stop. */
export const never: AbortSignal = new AbortController().signal;
