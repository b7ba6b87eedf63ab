package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.taskq.NewTask;
import dev.taskq.TaskStatus;
import dev.taskq.console.EmbeddedConsole.Answer;
import dev.taskq.console.EmbeddedConsole.Request;
import dev.taskq.coordinator.Coordinator;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.server.Caller;
import dev.taskq.server.Scope;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The console in a web server of the application's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class EmbeddedConsoleTest {
    private static final Pattern KEY = Pattern.compile("name=\"key\" value=\"([^\"]+)\"");
    private static final Optional<Caller> ALICE = Optional.of(new Caller("alice@shop", Set.of(Scope.ADMIN)));
    private static final Optional<Caller> READER = Optional.of(new Caller("bob@shop", Set.of(Scope.READ)));

    private final Coordinator coordinator =
            Coordinator.builder(new InMemoryTaskStore()).build().start();
    private final EmbeddedConsole console = EmbeddedConsole.of(coordinator, ConsoleConfig.DEFAULTS);

    @AfterAll
    void close() {
        coordinator.close();
    }

    private Answer ask(String method, String path, Map<String, String> form, Optional<Caller> person) {
        return ask(method, path, form, person, Map.of());
    }

    private Answer ask(
            String method,
            String path,
            Map<String, String> form,
            Optional<Caller> person,
            Map<String, String> headers) {
        String[] parts = path.split("\\?", 2);
        return console.answer(
                new Request(
                        method,
                        parts[0],
                        parts.length == 2 ? parts[1] : "",
                        form,
                        name -> Optional.ofNullable(headers.get(name))),
                person);
    }

    private static String body(Answer answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static String header(Answer answer, String name) {
        return answer.headers().stream()
                .filter(header -> header.name().equals(name))
                .map(Answer.Header::value)
                .findFirst()
                .orElse("");
    }

    @Test
    void personOfTheApplicationSeesAndSteers() {
        long id = coordinator.submit(NewTask.of("greet", "{}")).id();
        Answer list = ask("GET", "/console/tasks?status=queued", Map.of(), ALICE);
        assertThat(list.status()).isEqualTo(200);
        assertThat(header(list, "Content-Type")).startsWith("text/html");
        assertThat(header(list, "Content-Security-Policy")).contains("default-src 'none'");
        assertThat(body(list))
                .contains("/console/tasks/" + id, "<span>alice@shop</span>")
                .doesNotContain("Sign out");

        Matcher key = KEY.matcher(body(list));
        assertThat(key.find()).isTrue();
        Map<String, String> form = Map.of("key", key.group(1));
        assertThat(ask("POST", "/console/tasks/" + id + "/cancel", form, READER).status())
                .isEqualTo(403);
        assertThat(ask("POST", "/console/tasks/" + id + "/cancel", Map.of(), ALICE)
                        .status())
                .isEqualTo(403);
        Answer done = ask("POST", "/console/tasks/" + id + "/cancel", form, ALICE);
        assertThat(done.status()).isEqualTo(303);
        assertThat(header(done, "Location")).isEqualTo("/console/tasks/" + id + "?done=cancelled");
        assertThat(coordinator.find(id).orElseThrow().status()).isEqualTo(TaskStatus.CANCELLED);
        assertThat(body(ask("GET", "/console/audit", Map.of(), ALICE))).contains("task.cancel", ">alice@shop</th>");
    }

    @Test
    void formThatWasOpenedBeforeARestartIsShownAgainWithItsText() {
        String again = "/console/tasks/"
                + coordinator.submit(NewTask.of("greet", "{}")).id() + "/again";
        Map<String, String> form = Map.of("key", "of-the-process-before", "type", "greet", "params", "{\"typed\":1}");

        Answer shown = ask("POST", again, form, ALICE, Map.of("Sec-Fetch-Site", "same-origin"));

        assertThat(shown.status()).isEqualTo(403);
        assertThat(body(shown)).contains("nothing was changed: send it again", "{\"typed\":1}</textarea>");
        assertThat(body(ask("POST", again, form, Optional.empty(), Map.of("Sec-Fetch-Site", "same-origin"))))
                .doesNotContain("typed");
    }

    @Test
    void personWithoutAccessIsRefusedEverywhereAndIsOfferedNoSignIn() {
        Optional<Caller> submitsOnly = Optional.of(new Caller("carol", Set.of(Scope.SUBMIT)));
        for (String path : new String[] {"/console", "/console/tasks", "/console/sign-in"}) {
            for (Optional<Caller> person : List.of(Optional.<Caller>empty(), submitsOnly)) {
                Answer refused = ask("GET", path, Map.of(), person);
                assertThat(refused.status()).as(path).isEqualTo(403);
                assertThat(body(refused))
                        .contains("Your application gives you no access to the console")
                        .doesNotContain("type=\"password\"");
            }
        }
    }

    @Test
    void proxyIsRefusedBecauseTheApplicationNamesThePersons() {
        ConsoleConfig withProxy =
                ConsoleConfig.DEFAULTS.withProxy(TrustedProxy.of("10.0.0.1", "X-Forwarded-User", "*=admin"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EmbeddedConsole.of(coordinator, withProxy))
                .withMessageContaining("leave out withProxy");
    }

    @Test
    void filesOfThePagesAreServed() {
        Matcher style = Pattern.compile("href=\"(/console/assets/[^\"]+\\.css)\"")
                .matcher(body(ask("GET", "/console", Map.of(), ALICE)));
        assertThat(style.find()).isTrue();
        Answer file = ask("GET", style.group(1), Map.of(), Optional.empty());
        assertThat(file.status()).isEqualTo(200);
        assertThat(header(file, "Content-Type")).startsWith("text/css");
    }

    @Test
    void otherMethodsAndOtherPathsAreRefused() {
        assertThat(ask("DELETE", "/console/tasks", Map.of(), ALICE).status()).isEqualTo(405);
        assertThatIllegalArgumentException().isThrownBy(() -> ask("GET", "/consoles", Map.of(), ALICE));
    }
}
