/**
 * How all charts look: the one place that knows a colour or a size of letters. It is a config of Vega-Lite and of Vega,
 * and stands in each spec; who draws one on a dark page puts another config in its place.
 */

/** The family as an SVG names it. The package that `render` takes it from is `@expo-google-fonts/inter`. */
export const FONT = 'Inter';
const font = `${FONT}, sans-serif`;

/** As wide and as high as a picture is, in CSS pixels, where its rows do not need another height. */
export const WIDTH = 800;
export const HEIGHT = 500;
const PADDING = 28;
export const INNER_WIDTH = WIDTH - 2 * PADDING;

/** About so many steps has an axis, which begins and ends at one, so that charts beside each other agree. */
export const STEPS = 5;

export const UP = '#1a9850';
export const DOWN = '#d73027';
/** Calm ones that can be told apart; the first one is that of charts of one series. */
export const COLOURS = [
  ...['#3b6fb6', '#e08a3c', '#4fa08b', '#b5588a', '#8d7cc3'],
  ...['#c9a227', '#5aa5d6', '#a0674b', '#7a9a3a', '#d98383'],
] as const;
/** Of what is not told apart any more. */
export const OTHERS = '#c3c9d2';
/** Of one thing among others: a bar, a bar below zero. */
export const CALM = '#5b86bd';
export const LOSS = '#cf7a70';
/** Of a cell, and of one that is marked, with what is written in them. */
export const CELL = '#d9e3ef';
export const CELL_INK = '#2c3d55';
export const ACCENT = '#2f68a8';
export const INK_ON_ACCENT = '#ffffff';

const ink = '#17202e';
const soft = '#5d6776';
const grid = '#e9ecf1';

const guide = { labelFont: font, titleFont: font, labelColor: soft, titleColor: soft, labelFontSize: 15 };

export const theme = {
  background: '#ffffff',
  padding: PADDING,
  aria: false,
  font,
  view: { stroke: null, continuousWidth: INNER_WIDTH - 80, continuousHeight: 340 },
  title: {
    font,
    subtitleFont: font,
    anchor: 'start',
    frame: 'bounds',
    color: ink,
    fontSize: 26,
    fontWeight: 600,
    lineHeight: 32,
    subtitleColor: soft,
    subtitleFontSize: 16,
    subtitleLineHeight: 21,
    subtitlePadding: 6,
    offset: 20,
    limit: INNER_WIDTH,
  },
  axis: {
    ...guide,
    titleFontSize: 15,
    titleFontWeight: 500,
    titlePadding: 12,
    titleLimit: 400,
    domain: false,
    ticks: false,
    labelPadding: 8,
    labelLimit: 220,
    grid: true,
    gridColor: grid,
    gridWidth: 1,
  },
  axisX: { labelPadding: 12 },
  axisQuantitative: { tickCount: STEPS },
  axisTemporal: { labelFlush: false, labelSeparation: 10 },
  range: { category: COLOURS },
  legend: {
    ...guide,
    title: null,
    orient: 'top',
    direction: 'horizontal',
    labelLimit: 150,
    columnPadding: 18,
    rowPadding: 6,
    symbolSize: 110,
    offset: 14,
  },
  text: { font, fontSize: 15, color: soft, fill: soft },
  line: { strokeWidth: 2.5, strokeJoin: 'round', strokeCap: 'round' },
} as const;

/** Of what an empty chart says. */
export const NOTE = { fontSize: 18, lineHeight: 26 };

/** Of the title of a chart among others. */
export const PANEL = {
  ...{ fontSize: 18, lineHeight: 24, offset: 10 },
  ...{ subtitleFontSize: 14, subtitleLineHeight: 18, subtitlePadding: 3 },
};

/** What charts stand on, on a dark page. */
export const DARK_GROUND = '#171d26';

/**
 * What each colour is on a dark page, of the same hue, so that a series is known again. White is not among them: the
 * ground of a chart is that of its page, and what is written on a mark stays white.
 */
export const DARK: Readonly<Record<string, string>> = {
  ...{ [ink]: '#e6eaf0', [soft]: '#a3adbb', [grid]: '#29313d' },
  ...{ [UP]: '#3fb96f', [DOWN]: '#f0645a', [CALM]: '#6b9ad6', [LOSS]: '#dd8a80', [OTHERS]: '#6a7587' },
  ...{ [CELL]: '#26364a', [CELL_INK]: '#c9d8ea', [ACCENT]: '#2f6fb8' },
  ...{ [COLOURS[0]]: '#5f8fd8', [COLOURS[1]]: '#e89a54', [COLOURS[2]]: '#62b8a2', [COLOURS[3]]: '#d27fae' },
  ...{ [COLOURS[4]]: '#a795de', [COLOURS[5]]: '#d4b14a', [COLOURS[6]]: '#84c6ef', [COLOURS[7]]: '#c08a6c' },
  ...{ [COLOURS[8]]: '#98b95a', [COLOURS[9]]: '#e79a9a' },
};
