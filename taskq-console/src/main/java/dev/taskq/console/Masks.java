package dev.taskq.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Values of params and results that no page of a console shows: for each type of tasks the JSON pointers (RFC 6901) of what is
 * masked, with all that is in it. The API shows them. Immutable.
 */
public final class Masks {
    /** Nothing is masked. */
    public static final Masks NONE = new Masks(Map.of());

    /** What is shown in place of a value. */
    public static final String MASK = "(masked)";

    private static final String EVERY_TYPE = "*";
    private static final Pattern TYPE = Pattern.compile("[a-z][a-z0-9_.-]{0,63}");
    private static final Pattern POINTER = Pattern.compile("(?:/(?:[^/~]|~[01])*)+");
    private static final String ALLOWED =
            "types with JSON pointers like charge:/card/number,/card/cvc;mail:/recipients/*/address, where a type * is every type"
                    + " and a step * is every field or element";

    private final Map<String, List<List<String>>> byType;

    private Masks(Map<String, List<List<String>>> byType) {
        this.byType = Map.copyOf(byType);
    }

    /**
     * Reads masks.
     *
     * @param text types with pointers, such as {@code charge:/card/number,/card/cvc;mail:/recipients/*}{@code /address}. A type
     *     {@code *} is every type, and a step {@code *} every field or element. A pointer has no ',' or ';'
     * @return the masks
     * @throws IllegalArgumentException if the text cannot be read; the message says what is allowed, after "must be"
     */
    public static Masks of(String text) {
        Map<String, List<List<String>>> byType = new LinkedHashMap<>();
        for (String each : text.split(";", -1)) {
            String[] parts = each.strip().split(":", 2);
            String type = parts[0].strip();
            require(parts.length == 2
                    && (type.equals(EVERY_TYPE) || TYPE.matcher(type).matches()));
            List<List<String>> pointers = byType.computeIfAbsent(type, unseen -> new ArrayList<>());
            for (String pointer : parts[1].split(",", -1)) {
                pointers.add(steps(pointer.strip()));
            }
        }
        byType.replaceAll((type, pointers) -> List.copyOf(pointers));
        return new Masks(byType);
    }

    private static List<String> steps(String pointer) {
        require(POINTER.matcher(pointer).matches());
        List<String> steps = new ArrayList<>();
        for (String step : pointer.substring(1).split("/", -1)) {
            steps.add(step.replace("~1", "/").replace("~0", "~"));
        }
        return List.copyOf(steps);
    }

    private static void require(boolean isFine) {
        if (!isFine) {
            throw new IllegalArgumentException(ALLOWED);
        }
    }

    /**
     * The steps of each pointer for a type, with {@code *} for any step.
     *
     * @param type the type
     * @return the steps; none if nothing of the type is masked
     */
    public List<List<String>> pointersOf(String type) {
        List<List<String>> all = new ArrayList<>(byType.getOrDefault(EVERY_TYPE, List.of()));
        all.addAll(byType.getOrDefault(type, List.of()));
        return List.copyOf(all);
    }
}
