package dev.taskq.console.site;

import java.util.HashMap;
import java.util.Map;

/**
 * A form as it was filled in, and what is wrong with it. Immutable.
 *
 * @param values the texts of its fields, by their names
 * @param wrong what is wrong with a field, by its name; under the empty name, what is wrong with the form as a whole
 */
public record FilledForm(Map<String, String> values, Map<String, String> wrong) {
    /** Copies the maps. */
    public FilledForm {
        values = Map.copyOf(values);
        wrong = Map.copyOf(wrong);
    }

    /** A form that was not sent yet. */
    static FilledForm of(Map<String, String> values) {
        return new FilledForm(values, Map.of());
    }

    /** The text of a field; empty if there is none. */
    public String value(String name) {
        return values.getOrDefault(name, "");
    }

    /** What is wrong with a field; empty if nothing is. */
    public String wrong(String name) {
        return wrong.getOrDefault(name, "");
    }

    /** This form with another text in a field, which the person does not see. */
    FilledForm with(String name, String value) {
        Map<String, String> changed = new HashMap<>(values);
        changed.put(name, value);
        return new FilledForm(changed, wrong);
    }
}
