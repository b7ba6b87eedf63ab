package dev.taskq.server.rest;

import dev.taskq.CatchUp;
import dev.taskq.NewSchedule;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import dev.taskq.TaskLimits;
import dev.taskq.TaskRejectedException;
import dev.taskq.TaskType;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/** Reads the bodies of schedules. For one use. */
final class ScheduleBodies {
    private static final Set<String> CATCH_UP = Set.of("skip", "one", "all");
    private static final Set<String> OVERLAP = Set.of("allow", "skip");

    private final JsonBody body;
    private boolean hasType;
    private boolean hasCron;
    private boolean hasEvery;
    private boolean isWrong;
    private Optional<String> type = Optional.empty();
    private Optional<String> cron = Optional.empty();
    private Optional<String> zone = Optional.empty();
    private Optional<Recurrence> every = Optional.empty();
    private Optional<String> params = Optional.empty();
    private TaskLimits limits = TaskLimits.DEFAULTS;
    private Optional<String> catchUp = Optional.empty();
    private OptionalInt catchUpMax = OptionalInt.empty();
    private Optional<String> overlap = Optional.empty();

    private ScheduleBodies(JsonBody body) {
        this.body = body;
    }

    static NewSchedule read(String text, String name, String caller) {
        return JsonBody.read(text, body -> new ScheduleBodies(body).read(name, caller))
                .orElseThrow(() -> new IllegalStateException("what is missing was a violation"));
    }

    /** Empty if a part of it is missing or wrong. Everything wrong has become a violation. */
    private Optional<NewSchedule> read(String name, String caller) throws IOException {
        if (!body.object("", this::take)) {
            return Optional.empty();
        }
        if (!hasType) {
            violation("/type", "is required");
        }
        if (hasCron == hasEvery) {
            violation(
                    hasCron ? "/every" : "/cron",
                    hasCron ? "must not be given together with cron" : "is required, or every instead of it");
        }
        if (hasEvery && zone.isPresent()) {
            violation("/zone", "must not be given without cron");
        }
        boolean isAll = catchUp.filter("all"::equals).isPresent();
        if (isAll != catchUpMax.isPresent()) {
            violation("/catch_up_max", "must be given if catch_up is all, and only then");
        }
        Optional<Recurrence> recurrence = cron.<Recurrence>map(
                        expression -> new Recurrence.Cron(expression, zone.orElse("UTC")))
                .or(() -> every);
        if (isWrong || type.isEmpty() || recurrence.isEmpty()) {
            return Optional.empty();
        }
        return made(name, recurrence.get(), type.get(), caller);
    }

    private Optional<NewSchedule> made(String name, Recurrence recurrence, String ofType, String caller) {
        try {
            return Optional.of(new NewSchedule(
                    name,
                    recurrence,
                    ofType,
                    params.orElse("{}"),
                    limits,
                    policy(),
                    overlap.map(text -> Overlap.valueOf(text.toUpperCase(Locale.ROOT)))
                            .orElse(Overlap.ALLOW),
                    caller));
        } catch (TaskRejectedException e) {
            body.violations("", e);
            return Optional.empty();
        }
    }

    private CatchUp policy() {
        return switch (catchUp.orElse("one")) {
            case "skip" -> CatchUp.skip();
            case "all" -> CatchUp.all(catchUpMax.orElse(1));
            default -> CatchUp.one();
        };
    }

    private boolean take(String name, String at) throws IOException {
        switch (name) {
            case "type" -> {
                hasType = true;
                type = body.string(at, "must be a string").filter(given -> accepts(() -> TaskType.checkName(given)));
            }
            case "cron" -> {
                hasCron = true;
                cron = body.string(at, "must be a string");
            }
            case "zone" -> zone = body.string(at, "must be a string");
            case "every" -> {
                hasEvery = true;
                body.duration(at).ifPresent(time -> accepts(() -> every = Optional.of(Recurrence.every(time))));
            }
            case "params" -> params = body.rawObject(at);
            case "max_attempts" ->
                body.number(at, "must be a whole number between 1 and " + TaskLimits.HIGHEST_MAX_ATTEMPTS)
                        .ifPresent(number -> accepts(() -> limits = limits.withMaxAttempts(number)));
            case "timeout" -> body.duration(at).ifPresent(time -> accepts(() -> limits = limits.withTimeout(time)));
            case "catch_up" -> catchUp = oneOf(at, CATCH_UP, "must be skip, one or all");
            case "catch_up_max" -> catchUpMax = body.number(at, "must be a whole number between 1 and " + CatchUp.MOST);
            case "overlap" -> overlap = oneOf(at, OVERLAP, "must be allow or skip");
            default -> {
                return false;
            }
        }
        return true;
    }

    private Optional<String> oneOf(String at, Set<String> known, String allowed) throws IOException {
        Optional<String> given = body.string(at, allowed);
        if (given.isPresent() && !known.contains(given.get())) {
            violation(at, allowed);
            return Optional.empty();
        }
        return given;
    }

    private void violation(String pointer, String detail) {
        isWrong = true;
        body.violation(pointer, detail);
    }

    private boolean accepts(Runnable check) {
        try {
            check.run();
            return true;
        } catch (TaskRejectedException e) {
            isWrong = true;
            body.violations("", e);
            return false;
        }
    }
}
