package dev.taskq.console.site;

import dev.taskq.TaskRejectedException;
import dev.taskq.TaskRejectedException.Violation;
import dev.taskq.TaskqException;
import dev.taskq.server.Scope;
import dev.taskq.server.call.Problem;
import dev.taskq.server.call.ProblemException;
import dev.taskq.server.call.ProblemKind;
import dev.taskq.server.call.Problems;
import dev.taskq.server.page.PageAnswer.Header;
import dev.taskq.server.page.PageRequest;
import dev.taskq.server.text.Durations;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Reads the fields of a form that was sent, and collects what is wrong with them, in the words of the API. The fields have the
 * names that they have in the API. Not thread-safe.
 */
final class FormFields {
    private final PageRequest request;
    private final List<String> names;
    private final Map<String, List<String>> wrong = new LinkedHashMap<>();
    private ProblemKind kind = ProblemKind.REJECTED;
    private Optional<Header> retryAfter = Optional.empty();

    /**
     * Begins to read a form.
     *
     * @param names the fields that the person sees, and others that the form has when it is shown again
     */
    FormFields(PageRequest request, List<String> names) {
        this.request = request;
        this.names = names;
    }

    /**
     * A form that was refused before it was looked at, and keeps what was typed.
     *
     * @throws ProblemException if the person may change nothing
     */
    static FormFields refused(Visit visit, List<String> names, Problem problem) {
        if (!visit.maySteer(visit.caller().name())) {
            throw new ProblemException(Problem.forbidden(Scope.ADMIN));
        }
        FormFields fields = new FormFields(visit.request(), names);
        fields.refuse(problem.kind(), problem.detail());
        fields.retryAfter = Failures.retryAfter(problem);
        return fields;
    }

    /** A text, without the white space around it. */
    String text(String name) {
        return request.field(name).strip();
    }

    /** A duration; empty if there is none, or if it cannot be read. */
    Optional<Duration> duration(String name) {
        String text = text(name);
        Optional<Duration> duration = Durations.parse(text);
        if (!text.isEmpty() && duration.isEmpty()) {
            reject(name, Durations.ALLOWED);
        }
        return duration;
    }

    /** A whole number, zero or more; empty if there is none, or if it cannot be read. */
    Optional<Integer> number(String name, String allowed) {
        String text = text(name);
        OptionalLong number = TaskListPages.number(text);
        boolean isNumber = number.isPresent() && number.getAsLong() <= Integer.MAX_VALUE;
        if (!text.isEmpty() && !isNumber) {
            reject(name, allowed);
        }
        return isNumber ? Optional.of((int) number.getAsLong()) : Optional.empty();
    }

    /** A value that checks its parts; empty if one is refused. */
    <T> Optional<T> accepted(Supplier<T> value) {
        try {
            return Optional.of(value.get());
        } catch (TaskRejectedException e) {
            e.violations().forEach(this::reject);
            return Optional.empty();
        }
    }

    /** Makes the call of the form; empty if it is refused, which the form says when it is shown again. */
    <T> Optional<T> made(Supplier<T> call) {
        try {
            return Optional.of(call.get());
        } catch (ProblemException e) {
            refuse(e.problem());
        } catch (TaskqException e) {
            refuse(Problems.of(e).orElseThrow(() -> e));
        }
        return Optional.empty();
    }

    private void refuse(Problem problem) {
        kind = problem.kind();
        retryAfter = Failures.retryAfter(problem);
        problem.errors().forEach(this::reject);
        if (problem.errors().isEmpty()) {
            reject("", problem.detail());
        }
    }

    private void reject(Violation violation) {
        String[] steps = violation.pointer().split("/", 3);
        String name = steps.length > 1 && names.contains(steps[1]) ? steps[1] : "";
        String inside = name.isEmpty() ? violation.pointer() : steps.length > 2 ? "/" + steps[2] : "";
        reject(name, (inside + " " + violation.detail()).strip());
    }

    /** Says what is wrong with a field; with the empty name, with the form as a whole. */
    void reject(String name, String detail) {
        wrong.computeIfAbsent(name, missing -> new ArrayList<>()).add(Words.sentence(detail));
    }

    /** Refuses the form as a whole, for this reason alone. */
    void refuse(ProblemKind reason, String detail) {
        kind = reason;
        retryAfter = Optional.empty();
        wrong.clear();
        reject("", detail);
    }

    boolean isWrong() {
        return !wrong.isEmpty();
    }

    /** Whether the call was refused for this reason. */
    boolean isRefusedFor(ProblemKind reason) {
        return isWrong() && kind == reason;
    }

    /** The status of the page that shows the form again. */
    int status() {
        return Failures.status(kind);
    }

    /** The headers of that page, which say when to send the form again if it was refused for a time. */
    Header[] headers() {
        return retryAfter.stream().toArray(Header[]::new);
    }

    /** The form as it was filled in, and what is wrong. */
    FilledForm filled() {
        Map<String, String> values = names.stream().collect(Collectors.toMap(name -> name, request::field));
        Map<String, String> texts = wrong.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> String.join(" ", entry.getValue())));
        return new FilledForm(values, texts);
    }
}
