import type { Result } from 'vega-embed';
import type { ShownChart } from '../documents/view-shapes.ts';
import { pageSpec, type Room } from './chart-spec.ts';
import { set } from './dom.ts';
import { notLoading } from './not-loading.ts';
import { vega } from './vega.ts';

export interface Drawn {
  /** Draws that, in the room there is now; what is asked for meanwhile is drawn after it, the last alone. */
  draw(chart: ShownChart, room: Room): void;
  close(): void;
}

/**
 * Draws charts of one kind one after the other into an element: each beside the page, and puts it in the place of the
 * one before when it is there, so that nothing flickers. What would be the same picture is not drawn again. `failed`
 * is told why one cannot be drawn, and null when the next one can.
 */
export function drawing(place: HTMLElement, failed: (why: string | null) => void): Drawn {
  let wanted: { readonly chart: ShownChart; readonly room: Room } | undefined;
  let shown: { readonly key: string; readonly result: Result } | undefined;
  let [busy, closed] = [false, false];

  const drawNext = async (): Promise<void> => {
    while (wanted !== undefined && !closed) {
      const { chart, room } = wanted;
      wanted = undefined;
      const spec = pageSpec(chart.spec, room);
      const key = JSON.stringify(spec);
      if (key !== shown?.key) await drawOne(chart, spec, key);
      const canvas = place.querySelector('canvas');
      if (canvas) set(canvas, { role: 'img', 'aria-label': chart.alt });
    }
  };
  const drawOne = async ({ language }: ShownChart, spec: object, key: string): Promise<void> => {
    try {
      const embed = await vega();
      const box = document.createElement('div');
      const { options, problem } = notLoading();
      const result = await embed(box, spec as Parameters<typeof embed>[1], { ...OPTIONS, ...options, mode: language });
      const why = problem();
      if (closed || why !== undefined) result.finalize();
      if (closed) return;
      if (why !== undefined) return failed(why);
      place.replaceChildren(...box.querySelectorAll('canvas'));
      shown?.result.finalize();
      shown = { key, result };
      failed(null);
      // How long a page takes to its first chart is measured by this.
      if (performance.getEntriesByName(FIRST).length === 0) performance.mark(FIRST);
    } catch (thrown) {
      failed(thrown instanceof Error ? thrown.message : String(thrown));
    }
  };
  return {
    draw(chart, room) {
      wanted = { chart, room };
      if (busy) return;
      busy = true;
      const over = () => {
        busy = false;
      };
      drawNext().then(over, (thrown) => {
        over();
        reportError(thrown);
      });
    },
    close() {
      closed = true;
      shown?.result.finalize();
    },
  };
}

/** Expressions are read and not compiled, for the policy of the page allows no code made of texts. */
const OPTIONS = { ast: true, actions: false, defaultStyle: false, renderer: 'canvas', tooltip: false } as const;
const FIRST = 'first chart';
