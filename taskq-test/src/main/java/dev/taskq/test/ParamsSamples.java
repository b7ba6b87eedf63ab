package dev.taskq.test;

import dev.taskq.TaskType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Checks that params which earlier versions of an application have queued still map to today's class. It keeps a sample of each form
 * that params have had, in a file that is committed with the sources: {@code src/test/resources/taskq-params/<type>.json}, one sample
 * on each line. It adds lines and changes none.
 *
 * <pre>{@code
 * ParamsSamples.of(SHIP, new Ship(7, Optional.empty())).check();
 * }</pre>
 *
 * <p>A form that the file does not have is added with {@code -Dtaskq.samples=update}; without that, the check fails. A sample whose
 * tasks have all ended may be removed by hand. Immutable.
 *
 * @param <P> the params class
 */
public final class ParamsSamples<P> {
    /** The system property which allows that samples are added, with the value {@code update}. */
    public static final String PROPERTY = "taskq.samples";

    private static final Path FOLDER = Path.of("src", "test", "resources", "taskq-params");

    private final TaskType<P> type;
    private final List<String> today;
    private final Path folder;

    private ParamsSamples(TaskType<P> type, List<String> today, Path folder) {
        this.type = type;
        this.today = List.copyOf(today);
        this.folder = folder;
    }

    /**
     * Samples of a type.
     *
     * @param type the type
     * @param sample params as the application submits them today, with a value in as many fields as possible
     * @param more further samples, where params have several forms
     * @param <P> the params class
     * @return the samples
     */
    @SafeVarargs
    public static <P> ParamsSamples<P> of(TaskType<P> type, P sample, P... more) {
        List<String> today = new ArrayList<>(List.of(text(type, sample)));
        for (P another : more) {
            today.add(text(type, another));
        }
        return new ParamsSamples<>(type, today, FOLDER);
    }

    private static <P> String text(TaskType<P> type, P sample) {
        return Json.oneLine(type.task(sample).params());
    }

    /**
     * These samples in a file in another folder.
     *
     * @param other the folder; {@code src/test/resources/taskq-params} of the module by default
     * @return the new value
     */
    public ParamsSamples<P> in(Path other) {
        return new ParamsSamples<>(type, today, other);
    }

    /**
     * Maps each stored sample to today's class and back.
     *
     * @throws AssertionError if one does not map, if a field of it is lost or changed on the way, or if the file lacks the form that
     *     params have today
     */
    public void check() {
        check("update".equals(System.getProperty(PROPERTY, "").toLowerCase(Locale.ROOT)));
    }

    void check(boolean mayAdd) {
        List<String> stored = read();
        List<String> broken = new ArrayList<>();
        for (int i = 0; i < stored.size(); i++) {
            String place = "sample " + (i + 1) + ", " + stored.get(i) + ": ";
            Fit.of(type, stored.get(i), today).forEach(reason -> broken.add(place + reason));
        }
        if (!broken.isEmpty()) {
            throw new AssertionError("Params of the type " + type.name() + " that an earlier version queued do not fit "
                    + type.paramsClass().getName() + ":\n  " + String.join("\n  ", broken)
                    + "\nSuch tasks may still wait. docs/handlers.md says how params can change; the samples are in "
                    + file());
        }
        List<String> missing = missing(stored);
        if (!missing.isEmpty()) {
            if (!mayAdd) {
                throw new AssertionError(
                        "Params of the type " + type.name() + " have a form today that is not in " + file()
                                + ":\n  " + String.join("\n  ", missing) + "\nRun this test once with -D" + PROPERTY
                                + "=update, which adds it, and commit the file.");
            }
            write(Stream.concat(stored.stream(), missing.stream()).toList());
        }
    }

    private List<String> missing(List<String> stored) {
        Set<Set<String>> forms = new LinkedHashSet<>();
        stored.forEach(sample -> forms.add(Json.form(sample)));
        return today.stream().filter(sample -> forms.add(Json.form(sample))).toList();
    }

    private Path file() {
        return folder.resolve(type.name() + ".json");
    }

    private List<String> read() {
        try {
            return Files.exists(file()) ? Json.samples(Files.readString(file())) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new AssertionError(file() + " is not a JSON array of objects: " + e.getMessage(), e);
        }
    }

    private void write(List<String> samples) {
        try {
            Files.createDirectories(folder);
            Files.writeString(file(), "[\n" + String.join(",\n", samples) + "\n]\n", StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
