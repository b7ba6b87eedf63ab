package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.CatchUp;
import dev.taskq.NewSchedule;
import dev.taskq.Overlap;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.console.Visitor.Reply;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The pages of schedules, and the form that changes one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SchedulePagesTest {
    private static final Pattern SEEN = Pattern.compile("name=\"seen\" value=\"([^\"]+)\"");

    private final Served served = Served.start();
    private final Visitor admin = served.visitor(Served.ADMIN);
    private final Visitor reader = served.visitor(Served.READER);
    private final Visitor owner = served.visitor(Served.OWNER);

    @AfterAll
    void close() {
        served.close();
    }

    private void weekdays(String name, String caller) {
        served.coordinator
                .schedules()
                .put(NewSchedule.of(
                                name,
                                Recurrence.cron("0 2 * * 1-5", ZoneId.of("Europe/Berlin")),
                                "greet",
                                "{\"a\":1.50}")
                        .withMaxAttempts(4)
                        .withCatchUp(CatchUp.skip())
                        .withOverlap(Overlap.SKIP)
                        .withCaller(caller));
    }

    private Schedule stored(String name) {
        return served.coordinator.schedules().find(name).orElseThrow();
    }

    private static String edit(String name) {
        return "/console/schedules/" + name + "/edit";
    }

    private static String seen(Reply form) {
        Matcher seen = SEEN.matcher(form.body());
        assertThat(seen.find()).isTrue();
        return seen.group(1);
    }

    private static Map<String, String> fields(Visitor visitor, String name, Map<String, String> changes) {
        Reply form = visitor.get(edit(name));
        assertThat(form.status()).isEqualTo(200);
        Map<String, String> fields = new HashMap<>(Map.of(
                "key",
                form.key(),
                "seen",
                seen(form),
                "cron",
                "0 2 * * 1-5",
                "zone",
                "Europe/Berlin",
                "every",
                "",
                "params",
                "{}"));
        fields.putAll(changes);
        return fields;
    }

    @Test
    void listTellsInWordsWhenAScheduleFiresAndHowItsLastTaskEnded() {
        weekdays("in-words", "operator");
        assertThat(admin.get("/console/schedules").body())
                .contains("at 02:00 every day between Monday and Friday, Berlin", "0 2 * * 1-5 (Europe/Berlin)");

        String task = admin.act("/console/schedules", "/console/schedules/in-words/run")
                .header("Location");
        long id = Long.parseLong(task.replaceAll("[^0-9]", ""));
        served.end(id);
        assertThat(admin.get("/console/schedules").body())
                .containsPattern("status-succeeded[\\s\\S]*?href=\"/console/tasks/" + id + "\">task " + id + "</a>");
        assertThat(admin.get("/console/schedules/in-words").body())
                .contains(
                        "Fires at 02:00 every day between Monday and Friday, Berlin",
                        "status-succeeded",
                        "href=\"/console/tasks/" + id + "\"",
                        "1.50",
                        "href=\"" + edit("in-words") + "\"");
        served.coordinator.delete(id);
        assertThat(admin.get("/console/schedules").body()).contains("task " + id + "</a>");
    }

    private long run(Visitor visitor, String name) {
        String task = visitor.act("/console/schedules", "/console/schedules/" + name + "/run")
                .header("Location");
        return Long.parseLong(task.replaceAll("[^0-9]", ""));
    }

    @Test
    void newestTasksAreMarksWithTheirStatusesInWordsInTheListAndOnThePage() {
        weekdays("with-marks", "operator");
        assertThat(admin.get("/console/schedules/with-marks").body()).doesNotContain("class=\"spark\"");
        long last = 0;
        for (int i = 0; i < 22; i++) {
            last = run(admin, "with-marks");
            served.end(last);
        }
        Map<String, Integer> marks = Map.of("/console/schedules", 10, "/console/schedules/with-marks", 20);
        for (String page : marks.keySet()) {
            String body = admin.get(page).body();
            int most = marks.getOrDefault(page, 0);
            assertThat(body)
                    .contains("aria-label=\"Of the newest " + most + " tasks: " + most
                            + " succeeded. The longest attempt ran for ")
                    .contains("class=\"status-succeeded over\"")
                    .contains("<title>Task " + last + ": succeeded, ran for ")
                    .doesNotContain("style=");
            assertThat(body.split("<title>Task ", -1)).as(page).hasSize(most + 1);
        }
    }

    @Test
    void callerThatSeesItsOwnAloneSeesNoMarkOfATaskOfAnother() {
        weekdays("run-by-two", "shop");
        served.end(run(owner, "run-by-two"));
        long foreign = run(admin, "run-by-two");
        served.end(foreign);
        String page = "/console/schedules/run-by-two";
        assertThat(admin.get(page).body()).contains("Of the newest 2 tasks: 2 succeeded.");
        assertThat(owner.get(page).body())
                .contains("Of the newest 1 task: 1 succeeded.")
                .doesNotContain("Task " + foreign);
        // Its last task is that of another, whose status and page are not for it.
        assertThat(owner.get("/console/schedules").body()).contains("<td>task " + foreign + "</td>");
        assertThat(owner.get("/console/tasks/" + foreign).status()).isEqualTo(404);
        assertThat(admin.get("/console/schedules").body()).contains(">task " + foreign + "</a>");
    }

    @Test
    void adminChangesWhenAScheduleFiresAndItsParamsAndAllElseStays() {
        weekdays("changed", "shop");
        assertThat(admin.get(edit("changed")).body())
                .contains("value=\"0 2 * * 1-5\"", "value=\"Europe/Berlin\"", "\"a\": 1.50");
        Reply saved = admin.post(
                edit("changed"),
                fields(admin, "changed", Map.of("cron", "30 4 * * *", "zone", "", "params", "{\"b\": 2}")));
        assertThat(saved.header("Location")).isEqualTo("/console/schedules/changed?done=saved");
        assertThat(admin.get(saved.header("Location")).body()).contains("Saved.", "at 04:30");
        NewSchedule now = stored("changed").definition();
        assertThat(now.recurrence()).isEqualTo(new Recurrence.Cron("30 4 * * *", "UTC"));
        assertThat(now.params()).contains("\"b\"");
        assertThat(now.limits().maxAttempts()).hasValue(4);
        assertThat(now.catchUp()).isEqualTo(CatchUp.skip());
        assertThat(now.overlap()).isEqualTo(Overlap.SKIP);
        assertThat(now.caller()).isEqualTo("shop");

        assertThat(admin.post(edit("changed"), fields(admin, "changed", Map.of("cron", "", "every", "15m")))
                        .status())
                .isEqualTo(303);
        assertThat(admin.get("/console/schedules/changed").body()).contains("Fires every 15 min");
        assertThat(admin.get(edit("changed")).body()).contains("value=\"15m\"");
        assertThat(admin.get("/console/audit").body()).contains("schedule changed");
    }

    @Test
    void whatIsWrongIsSaidAtItsFieldAndNothingIsSaved() {
        weekdays("wrong", "operator");
        Schedule before = stored("wrong");
        Map<String, Map<String, String>> wrong = Map.of(
                "cron", Map.of("cron", "every monday"),
                "zone", Map.of("zone", "Atlantis"),
                "every", Map.of("every", "15m"),
                "params", Map.of("params", "nothing"));
        wrong.forEach((name, changes) -> {
            Reply refused = admin.post(edit("wrong"), fields(admin, "wrong", changes));
            assertThat(refused.status()).as(name).isEqualTo(422);
            assertThat(refused.body())
                    .as(name)
                    .containsPattern("id=\"e-" + name + "-about\">\\s*<p class=\"bad wrong\">\\S.*\\.</p>");
        });
        Reply none = admin.post(edit("wrong"), fields(admin, "wrong", Map.of("cron", "")));
        assertThat(none.body()).contains("Is required, or an interval.");
        Reply never = admin.post(edit("wrong"), fields(admin, "wrong", Map.of("cron", "0 0 30 2 *")));
        assertThat(never.body()).contains("Never fires.");
        Reply tooShort = admin.post(edit("wrong"), fields(admin, "wrong", Map.of("cron", "", "every", "10ms")));
        assertThat(tooShort.body()).contains("Must be between 1 second and 366 days");
        assertThat(stored("wrong")).isEqualTo(before);
    }

    @Test
    void formThatIsOlderThanTheScheduleSavesNothingUntilItIsSentAgain() {
        weekdays("twice", "operator");
        Map<String, String> old = fields(admin, "twice", Map.of("cron", "1 1 * * *"));
        assertThat(admin.post(edit("twice"), fields(admin, "twice", Map.of("cron", "2 2 * * *")))
                        .status())
                .isEqualTo(303);
        Reply refused = admin.post(edit("twice"), old);
        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.body()).contains("was changed since this form was opened", "value=\"1 1 * * *\"");
        assertThat(stored("twice").definition().recurrence())
                .isEqualTo(new Recurrence.Cron("2 2 * * *", "Europe/Berlin"));
        old.put("seen", seen(refused));
        assertThat(admin.post(edit("twice"), old).status()).isEqualTo(303);
        assertThat(stored("twice").definition().recurrence())
                .isEqualTo(new Recurrence.Cron("1 1 * * *", "Europe/Berlin"));
    }

    @Test
    void onlyThoseWhoMaySteerAScheduleChangeIt() {
        weekdays("of-the-shop", "shop");
        weekdays("of-another", "mail");
        Schedule before = stored("of-the-shop");
        assertThat(reader.get("/console/schedules/of-the-shop").body()).doesNotContain("/edit", "/pause");
        assertThat(reader.get(edit("of-the-shop")).status()).isEqualTo(403);
        Map<String, String> form = fields(
                admin, "of-the-shop", Map.of("key", reader.get("/console").key()));
        assertThat(reader.post(edit("of-the-shop"), form).status()).isEqualTo(403);
        assertThat(stored("of-the-shop")).isEqualTo(before);

        assertThat(owner.get("/console/schedules/of-another").status()).isEqualTo(404);
        assertThat(owner.get(edit("of-another")).status()).isEqualTo(404);
        Map<String, String> own = fields(owner, "of-the-shop", Map.of("cron", "5 5 * * *"));
        assertThat(owner.post(edit("of-another"), own).status()).isEqualTo(404);
        assertThat(owner.post(edit("of-the-shop"), own).status()).isEqualTo(303);
        assertThat(owner.get("/console/schedules/nothing-like-it").status()).isEqualTo(404);
    }
}
