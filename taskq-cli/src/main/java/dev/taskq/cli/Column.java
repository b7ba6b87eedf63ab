package dev.taskq.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/**
 * A column of a table of JSON objects. Immutable.
 *
 * @param title its title
 * @param isNumber whether it is aligned to the right
 * @param cell the cell of an object
 */
record Column(String title, boolean isNumber, Function<JsonNode, Cell> cell) {
    /** A field of the object. */
    static Column text(String title, String field) {
        return new Column(title, false, json -> Cell.of(Values.text(json.path(field))));
    }

    /** A number of the object. */
    static Column number(String title, String field) {
        return new Column(title, true, json -> Cell.of(Values.text(json.path(field))));
    }

    /** A status of the object, in its colour. */
    static Column status(String title, String field) {
        return new Column(title, false, json -> {
            String status = json.path(field).asText();
            return new Cell(status, Style.ofStatus(status));
        });
    }

    static Column of(String title, Function<JsonNode, Cell> cell) {
        return new Column(title, false, cell);
    }
}
