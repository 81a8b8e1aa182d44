import type { Notice, Notifier, NotifyContext, Occasion } from '../../src/core/notice.ts';

const ALL: readonly Occasion[] = ['failed', 'still failing', 'fixed', 'succeeded'];

/** People who are told by a notifier, and remember it all. `how` is done before; what it fails of, the notifier fails of. */
export function people(
  on: readonly Occasion[] = ALL,
  how: (notice: Notice, context: NotifyContext) => unknown = () => {},
): Notifier & { readonly heard: readonly Notice[] } {
  const heard: Notice[] = [];
  return {
    name: 'people',
    on,
    heard,
    notify: async (notice, context) => {
      await how(notice, context);
      heard.push(notice);
    },
  };
}
