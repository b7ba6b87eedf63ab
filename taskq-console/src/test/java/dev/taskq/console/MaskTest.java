package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.AuditFilter;
import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.Task;
import dev.taskq.console.Visitor.Reply;
import dev.taskq.memory.InMemoryTaskStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that no page shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MaskTest {
    private final Served served = Served.start(
            new InMemoryTaskStore(),
            ConsoleConfig.DEFAULTS.withMasks(Masks.of("greet:/card/number,/text,/to/*/at;hostile:/a")));
    private final Visitor admin = served.visitor(Served.ADMIN);

    @AfterAll
    void close() {
        served.close();
    }

    private Task end(String type, String params) {
        return served.end(served.submit(NewTask.of(type, params).withMaxAttempts(1)));
    }

    @Test
    void pageOfATaskShowsTheMaskInParamsAndResultAsTreeAndAsText() {
        Task task = end("greet", "{\"card\":{\"number\":\"4111-1111\",\"name\":\"Ada\"},\"amount\":1.50}");
        assertThat(task.result().orElseThrow()).contains("Hello");
        for (String query : List.of("", "?done=retried")) {
            assertThat(admin.get("/console/tasks/" + task.id() + query).body())
                    .contains(
                            ">(masked)</span>",
                            "\"number\":\"(masked)\"",
                            "\"text\":\"(masked)\"",
                            "Ada",
                            ">1.50</span>",
                            "Values that the operator of this system masks")
                    .doesNotContain("4111", "Hello");
        }
        assertThat(admin.get("/console/tasks?type=greet").body()).doesNotContain("4111", "Hello");
    }

    @Test
    void otherTypesAreShownAsTheyAre() {
        Task task = end("break", "{\"card\":{\"number\":\"4111-1111\"}}");
        assertThat(admin.get("/console/tasks/" + task.id()).body())
                .contains("4111-1111")
                .doesNotContain("(masked)", "masks are shown");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "charge",
                "charge:",
                "charge:card",
                "charge:/a~2",
                "Charge:/a",
                "charge:/a,,/b",
                "charge:/a;",
                ":/a"
            })
    void textThatCannotBeReadIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Masks.of(text))
                .withMessageStartingWith("types with JSON pointers like ");
    }

    private Map<String, String> form(Reply page, String type, String params) {
        Matcher once = Pattern.compile("name=\"once\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(once.find()).isTrue();
        return Map.of("key", page.key(), "once", once.group(1), "type", type, "params", params);
    }

    private static long submitted(Reply reply) {
        assertThat(reply.header("Location")).endsWith("?done=submitted");
        return Long.parseLong(reply.header("Location").replaceAll("[^0-9]", ""));
    }

    private String params(long id) {
        return served.coordinator.find(id).orElseThrow().params();
    }

    @Test
    void taskIsSubmittedAgainWithTheValueThatItsFormDoesNotShow() {
        Task task = end("greet", "{\"card\":{\"number\":\"4111-1111\"},\"amount\":1}");
        String again = "/console/tasks/" + task.id() + "/again";
        Reply page = admin.get(again);
        assertThat(page.body()).contains("(masked 1)").doesNotContain("4111");

        String changed = "{\"card\":{\"number\":\"(masked 1)\"},\"amount\":2}";
        long id = submitted(admin.post(again, form(page, "greet", changed)));
        assertThat(params(id)).contains("4111-1111", "2");

        for (Map<String, String> form : List.of(
                // A type that masks nothing would show the value, and a place without a value has none.
                form(page, "break", changed),
                form(page, "greet", "{\"card\":{\"number\":\"x\"},\"text\":\"(masked)\"}"),
                form(page, "greet", "{\"card\":{\"number\":\"x\"},\"note\":\"(masked 1)\"}"))) {
            Reply refused = admin.post(again, form);
            assertThat(refused.status()).isEqualTo(422);
            assertThat(refused.body())
                    .contains("is masked: put the real one in its place")
                    .doesNotContain("4111");
        }
    }

    @Test
    void valueGoesWithItsElementIfThePersonRemovesTheOneBefore() {
        Task task = end("greet", "{\"to\":[{\"name\":\"Ann\",\"at\":\"a@x\"},{\"name\":\"Bob\",\"at\":\"b@x\"}]}");
        String again = "/console/tasks/" + task.id() + "/again";
        Reply page = admin.get(again);
        String removed = "{\"to\":[{\"name\":\"Bob\",\"at\":\"(masked 2)\"}]}";

        String params = params(submitted(admin.post(again, form(page, "greet", removed))));

        assertThat(params).contains("Bob", "b@x").doesNotContain("a@x");
    }

    /** All these forms have one key. */
    @Test
    void formThatIsSentAgainDoesNotTellWhetherAGuessIsTheMaskedValue() {
        Task task = end("greet", "{\"card\":{\"number\":\"017\"}}");
        String again = "/console/tasks/" + task.id() + "/again";
        Reply page = admin.get(again);
        Map<String, String> masked = form(page, "greet", "{\"card\":{\"number\":\"(masked 1)\"}}");
        long first = submitted(admin.post(again, masked));
        assertThat(submitted(admin.post(again, masked))).isEqualTo(first);

        Set<Long> ids = new HashSet<>(Set.of(task.id(), first));
        for (String guess : List.of("016", "017")) {
            Map<String, String> guessed = new HashMap<>(masked);
            guessed.put("params", "{\"card\":{\"number\":\"" + guess + "\"}}");
            long one = submitted(admin.post(again, guessed));
            assertThat(ids.add(one)).as(guess).isTrue();
            assertThat(submitted(admin.post(again, guessed))).isEqualTo(one);
            // The guess is behind the mask in the form of its own task.
            assertThat(ids.add(submitted(admin.post("/console/tasks/" + one + "/again", masked))))
                    .as(guess)
                    .isTrue();
        }
    }

    @Test
    void scheduleKeepsTheValueThatItsPagesDoNotShow() {
        served.coordinator
                .schedules()
                .put(NewSchedule.of(
                        "cards", Recurrence.every(Duration.ofDays(1)), "greet", "{\"card\":{\"number\":\"4111\"}}"));
        assertThat(admin.get("/console/schedules/cards").body())
                .contains("(masked)")
                .doesNotContain("4111");
        Reply page = admin.get("/console/schedules/cards/edit");
        assertThat(page.body()).contains("(masked 1)").doesNotContain("4111");
        Matcher seen = Pattern.compile("name=\"seen\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(seen.find()).isTrue();
        Map<String, String> form = Map.of(
                "key",
                page.key(),
                "seen",
                seen.group(1),
                "every",
                "2d",
                "params",
                "{\"card\":{\"number\":\"(masked 1)\"}}");
        assertThat(admin.post("/console/schedules/cards/edit", form).status()).isEqualTo(303);
        assertThat(served.coordinator
                        .schedules()
                        .find("cards")
                        .orElseThrow()
                        .definition()
                        .params())
                .contains("4111");
    }

    /** Right or wrong, a guess is a change: it is in the audit, and the schedule tells when. */
    @Test
    void editOfAScheduleDoesNotTellWhetherAGuessIsTheMaskedValue() {
        for (String guess : List.of("4111", "4112")) {
            String name = "guessed-" + guess;
            Schedule stored = served.coordinator
                    .schedules()
                    .put(NewSchedule.of(
                            name, Recurrence.every(Duration.ofDays(1)), "greet", "{\"card\":{\"number\":\"4111\"}}"))
                    .schedule();
            String edit = "/console/schedules/" + name + "/edit";
            Map<String, String> form = Map.of(
                    "key",
                    admin.get(edit).key(),
                    "seen",
                    stored.updatedAt().toString(),
                    "every",
                    "1d",
                    "params",
                    "{\"card\":{\"number\":\"" + guess + "\"}}");

            assertThat(admin.post(edit, form).header("Location"))
                    .isEqualTo("/console/schedules/" + name + "?done=saved");

            assertThat(served.coordinator
                            .audit(AuditFilter.ALL.withSubject("schedule " + name), OptionalLong.empty(), 10)
                            .entries())
                    .extracting(entry -> entry.change().detail())
                    .containsExactly("greet every PT24H");
            Schedule after = served.coordinator.schedules().find(name).orElseThrow();
            assertThat(after.updatedAt()).isAfter(stored.updatedAt());
            assertThat(after.definition().params()).contains(guess);
            Reply late = admin.post(edit, form);
            assertThat(late.status()).isEqualTo(409);
            assertThat(late.body()).contains("was changed since this form was opened");
        }
    }
}
