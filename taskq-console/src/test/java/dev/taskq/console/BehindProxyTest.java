package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.TaskStatus;
import dev.taskq.console.Visitor.Reply;
import dev.taskq.memory.InMemoryTaskStore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Persons whom a proxy names. The tests connect from the address of the proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BehindProxyTest {
    private static final String PERSON = "X-Forwarded-User";

    private final Served served = Served.start(
            new InMemoryTaskStore(),
            ConsoleConfig.DEFAULTS.withProxy(
                    TrustedProxy.of("127.0.0.1,10.0.0.0/8", PERSON, "alice=admin;shop=own;reader=read")));
    private final Visitor visitor = served.visitor();

    @AfterAll
    void close() {
        served.close();
    }

    private Reply get(String path, String person) {
        return visitor.get(path, PERSON, person);
    }

    private TaskStatus status(long id) {
        return served.coordinator.find(id).orElseThrow().status();
    }

    @Test
    void personEntersWithoutATokenAndWithoutACookie() {
        Reply page = get("/console", "alice");
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains("<h1>Overview</h1>", "<span>alice</span>", "href=\"/console/audit\"")
                .doesNotContain("Sign out");
        assertThat(page.headers().allValues("Set-Cookie")).isEmpty();
        assertThat(get("/console/sign-in", "alice").header("Location")).isEqualTo("/console");
    }

    @Test
    void whatAPersonChangesNeedsTheKeyOfItsFormsAndIsInTheAudit() {
        long id = served.waiting("anyone");
        String task = "/console/tasks/" + id;
        Map<String, String> form = Map.of("key", get(task, "alice").key());

        assertThat(visitor.post(task + "/cancel", Map.of("key", "guessed"), PERSON, "alice")
                        .status())
                .isEqualTo(403);
        assertThat(visitor.post(task + "/cancel", form, PERSON, "shop").status())
                .as("the key of another person")
                .isEqualTo(403);
        assertThat(visitor.post(task + "/cancel", form, PERSON, "alice", "Sec-Fetch-Site", "cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(status(id)).isEqualTo(TaskStatus.QUEUED);

        assertThat(visitor.post(task + "/cancel", form, PERSON, "alice").status())
                .isEqualTo(303);
        assertThat(status(id)).isEqualTo(TaskStatus.CANCELLED);
        assertThat(get("/console/audit", "alice").body()).contains("task.cancel", ">alice</th>");
    }

    @Test
    void formIsTakenThoughThePageWasOpenForLongerThanASessionLives() {
        ConsoleConfig brief = ConsoleConfig.DEFAULTS
                .withIdle(Duration.ofNanos(1))
                .withLifetime(Duration.ofNanos(1))
                .withProxy(TrustedProxy.of("127.0.0.1", PERSON, "*=admin"));
        try (Served other = Served.start(new InMemoryTaskStore(), brief)) {
            String task = "/console/tasks/" + other.waiting("anyone");
            Map<String, String> form =
                    Map.of("key", other.visitor().get(task, PERSON, "alice").key());
            assertThat(other.visitor()
                            .post(task + "/cancel", form, PERSON, "alice")
                            .status())
                    .isEqualTo(303);
        }
    }

    @Test
    void formThatWasOpenedBeforeARestartIsShownAgainWithItsTextAndAFreshKey() {
        long id = served.waiting("anyone");
        String again = "/console/tasks/" + id + "/again";
        Map<String, String> form = new HashMap<>(Map.of(
                "key", "of-the-process-before", "once", "console-1", "type", "lonely", "params", "{\"typed\":1}"));
        String[] fromHere = {PERSON, "alice", "Sec-Fetch-Site", "same-origin"};

        Reply shown = visitor.post(again, form, fromHere);

        assertThat(shown.status()).isEqualTo(403);
        assertThat(shown.body()).contains("nothing was changed: send it again", "{\"typed\":1}", "value=\"console-1\"");
        form.put("key", shown.key());
        assertThat(visitor.post(again, form, fromHere).header("Location")).endsWith("?done=submitted");
        form.put("key", "of-the-process-before");
        assertThat(visitor.post(again, form, PERSON, "alice", "Sec-Fetch-Site", "cross-site")
                        .body())
                .contains("a page of another site")
                .doesNotContain("typed");
        assertThat(visitor.post(again, form, PERSON, "reader", "Sec-Fetch-Site", "same-origin")
                        .body())
                .contains("lacks the scope")
                .doesNotContain("textarea");
    }

    @Test
    void scopesAreThoseOfTheSetting() {
        long own = served.waiting("shop");
        long other = served.waiting("anyone");
        assertThat(get("/console/tasks/" + own, "shop").body()).contains("/cancel\"");
        assertThat(get("/console/tasks/" + other, "shop").status()).isEqualTo(404);
        assertThat(get("/console/tasks/" + own, "reader").body()).doesNotContain("/cancel\"");
        assertThat(get("/console/audit", "reader").status()).isEqualTo(403);
    }

    @Test
    void personWithoutScopesSignsInWithAToken() {
        assertThat(get("/console", "mallory").header("Location")).isEqualTo("/console/sign-in");
        Visitor signedIn = served.visitor(Served.READER);
        assertThat(signedIn.get("/console", PERSON, "mallory").body()).contains("<span>reports</span>", "Sign out");
    }

    @Test
    void headerThatIsThereTwiceNamesNoPerson() {
        assertThat(visitor.get("/console", PERSON, "alice", PERSON, "mallory").status())
                .isEqualTo(303);
        assertThat(visitor.get("/console", PERSON, "mallory", PERSON, "alice").status())
                .isEqualTo(303);
        assertThat(get("/console", "alice,mallory").status()).isEqualTo(303);
    }

    @Test
    void headerOfAnyOtherPeerAndAnyOtherHeaderAreIgnored() {
        ConsoleConfig elsewhere =
                ConsoleConfig.DEFAULTS.withProxy(TrustedProxy.of("10.0.0.0/8,fd00::/8", PERSON, "*=admin"));
        try (Served other = Served.start(new InMemoryTaskStore(), elsewhere)) {
            assertThat(other.visitor()
                            .get("/console", PERSON, "alice", "X-Forwarded-For", "10.0.0.1")
                            .status())
                    .isEqualTo(303);
        }
        assertThat(visitor.get("/console", "X-Remote-User", "alice").status()).isEqualTo(303);
    }

    @Test
    void theApiKnowsNoHeaderOfTheProxy() {
        assertThat(get("/v1/tasks", "alice").status()).isEqualTo(401);
    }
}
