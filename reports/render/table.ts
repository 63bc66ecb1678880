// Tables as data: made once from a report, drawn by every rendering.

export type Tone = 'good' | 'bad' | 'unsure' | 'muted';

export interface Cell {
  readonly text: string;
  readonly tone?: Tone;
  /** More, for those who point at it. */
  readonly hover?: string;
  /** Stands behind the text, and is left out where there is little room. Empty: keeps its place in the column. */
  readonly detail?: string;
}

export interface Column {
  readonly title: string;
  readonly align: 'left' | 'right';
  /** Left out of a terminal that is too narrow for all columns. */
  readonly isOptional?: boolean;
}

export interface Table {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

export const left = (title: string): Column => ({ title, align: 'left' });
export const optional = (column: Column): Column => ({ ...column, isOptional: true });
export const right = (title: string): Column => ({ title, align: 'right' });

/** The whole text of a cell. */
export const cellText = ({ text, detail = '' }: Cell): string => (detail === '' ? text : `${text} ${detail}`);
