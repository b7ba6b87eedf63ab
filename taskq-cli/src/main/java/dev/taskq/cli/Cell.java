package dev.taskq.cli;

/**
 * A cell of a table. Immutable.
 *
 * @param text the text, on one line
 * @param style how it is shown
 */
record Cell(String text, Style style) {
    static final Cell EMPTY = new Cell("", Style.PLAIN);

    Cell {
        text = Text.oneLine(text);
    }

    static Cell of(String text) {
        return new Cell(text, Style.PLAIN);
    }
}
