package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import dev.taskq.NewSchedule;
import dev.taskq.NewTask;
import dev.taskq.Recurrence;
import dev.taskq.Schedule;
import dev.taskq.TaskFilter;
import dev.taskq.console.Visitor.Reply;
import dev.taskq.memory.InMemoryTaskStore;
import dev.taskq.server.Tokens;
import dev.taskq.testkit.TestTimeouts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A form that is sent after its session has ended loses no text. */
class EndedSessionTest {
    private static final String[] FROM_HERE = {"Sec-Fetch-Site", "same-origin"};
    private static final Pattern HIDDEN =
            Pattern.compile("<input type=\"hidden\" name=\"([^\"]+)\" value=\"([^\"]*)\">");
    private static final String TYPED = "{\"typed\": [1.50, \"<b>\"]}";

    private final Served served =
            Served.start(new InMemoryTaskStore(), ConsoleConfig.DEFAULTS.withMasks(Masks.of("lonely:/card")));

    @AfterEach
    void close() {
        served.close();
    }

    /** The fields that a page sends without a text from its person. */
    private static Map<String, String> hidden(Reply page) {
        Map<String, String> fields = new LinkedHashMap<>();
        Matcher hidden = HIDDEN.matcher(page.body());
        while (hidden.find()) {
            fields.putIfAbsent(hidden.group(1), plain(hidden.group(2)));
        }
        return fields;
    }

    private static String plain(String html) {
        return html.replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&#34;", "\"")
                .replace("&#39;", "'")
                .replace("&amp;", "&");
    }

    private static String again(long id) {
        return "/console/tasks/" + id + "/again";
    }

    private long tasks() {
        return served.coordinator
                .list(TaskFilter.ALL, Optional.empty(), 100)
                .tasks()
                .size();
    }

    /** A form as it was opened in a session that has ended since. */
    private Map<String, String> form(long id, String params) {
        Map<String, String> form = hidden(served.visitor(Served.ADMIN).get(again(id)));
        form.putAll(Map.of("params", params, "type", "lonely", "max_attempts", "7", "timeout", "", "delay", "90s"));
        return form;
    }

    private Reply signIn(Visitor visitor, Reply page, String token) {
        Map<String, String> fields = hidden(page);
        fields.put("token", token);
        return visitor.post("/console/sign-in", fields, FROM_HERE);
    }

    @Test
    void formIsShownAgainAfterTheSignInAndSubmitsOneTaskWhenItIsSentAgain() {
        long id = served.waiting("shop");
        Visitor visitor = served.visitor();

        Reply carrying = visitor.post(again(id), form(id, TYPED), FROM_HERE);

        assertThat(carrying.status()).isEqualTo(403);
        assertThat(carrying.body())
                .contains("Your session has ended. Nothing was changed.", "What you typed is kept in this page")
                .doesNotContain("<b>");
        assertThat(hidden(carrying)).containsEntry("typed.params", TYPED).containsEntry("to", again(id));
        assertThat(tasks()).isEqualTo(1);

        Reply shown = signIn(visitor, carrying, Served.ADMIN);

        assertThat(shown.status()).isEqualTo(403);
        assertThat(plain(shown.body()))
                .contains(
                        "<h1>Submit task " + id + " again</h1>",
                        "The session of this form has ended, and nothing was changed: send it again.",
                        TYPED + "</textarea>",
                        "value=\"7\"",
                        "value=\"90s\"",
                        "action=\"" + again(id) + "\"");
        assertThat(tasks()).isEqualTo(1);

        Map<String, String> sent = form(id, TYPED);
        sent.putAll(hidden(shown));
        Reply done = visitor.post(again(id), sent, FROM_HERE);
        assertThat(done.header("Location")).endsWith("?done=submitted");
        assertThat(visitor.post(again(id), sent, FROM_HERE).header("Location")).isEqualTo(done.header("Location"));
        assertThat(tasks()).isEqualTo(2);
    }

    @Test
    void editOfAScheduleIsKeptWithTheChangeThatItsPersonHasSeen() {
        Schedule stored = served.coordinator
                .schedules()
                .put(NewSchedule.of("nightly", Recurrence.every(Duration.ofDays(1)), "greet", "{}"))
                .schedule();
        String edit = "/console/schedules/nightly/edit";
        Map<String, String> form = hidden(served.visitor(Served.ADMIN).get(edit));
        form.putAll(Map.of("cron", "", "zone", "", "every", "2d", "params", TYPED));
        Visitor visitor = served.visitor();

        Reply shown = signIn(visitor, visitor.post(edit, form, FROM_HERE), Served.ADMIN);

        assertThat(plain(shown.body())).contains("<h1>Edit nightly</h1>", "value=\"2d\"", TYPED + "</textarea>");
        assertThat(served.coordinator.schedules().find("nightly")).contains(stored);
        form.putAll(hidden(shown));
        assertThat(visitor.post(edit, form, FROM_HERE).header("Location")).endsWith("?done=saved");
        assertThat(served.coordinator
                        .schedules()
                        .find("nightly")
                        .orElseThrow()
                        .definition()
                        .recurrence())
                .isEqualTo(Recurrence.every(Duration.ofDays(2)));
    }

    @Test
    void textIsKeptWhileTheSignInFails() {
        long id = served.waiting("shop");
        Visitor visitor = served.visitor();
        Reply carrying = visitor.post(again(id), form(id, TYPED), FROM_HERE);

        Reply unknown = signIn(visitor, carrying, "a-wrong-token");
        assertThat(unknown.body()).contains("This token is not known.");
        assertThat(hidden(unknown)).containsEntry("typed.params", TYPED);
        Reply submitter = signIn(visitor, unknown, Served.SUBMITTER);
        assertThat(hidden(submitter)).containsEntry("typed.params", TYPED);

        served.tokens.set(Tokens.of("operator admin " + Served.hash(Served.ADMIN) + " rate=1/h"));
        assertThat(served.visitor().signIn(Served.ADMIN).status()).isEqualTo(303);
        Reply tooOften = signIn(visitor, submitter, Served.ADMIN);
        assertThat(tooOften.status()).isEqualTo(429);
        assertThat(tooOften.header("Retry-After")).isNotEmpty();
        assertThat(hidden(tooOften)).containsEntry("typed.params", TYPED);
    }

    @Test
    void formOfAnotherSiteAndOneOfUnknownOriginBringNoText() {
        long id = served.waiting("shop");
        Map<String, String> form = form(id, TYPED);
        for (String site : List.of("cross-site", "same-site", "none")) {
            Reply refused = served.visitor().post(again(id), form, "Sec-Fetch-Site", site);
            assertThat(refused.status()).as(site).isEqualTo(403);
            assertThat(refused.body())
                    .as(site)
                    .contains("a page of another site")
                    .doesNotContain("typed");
        }
        Reply foreign = served.visitor().post(again(id), form, "Origin", "http://evil.example");
        assertThat(foreign.body()).contains("a page of another site").doesNotContain("typed");
        Reply unsaid = served.visitor().post(again(id), form);
        assertThat(unsaid.header("Location")).startsWith("/console/sign-in?to=");
        assertThat(hidden(served.visitor().post(again(id), form, "Origin", served.address())))
                .as("over plain HTTP a browser sends no Sec-Fetch-Site")
                .containsKey("typed.params");
    }

    /** A form for signing in may be that of another site too, and the browser may say nothing about it. */
    @Test
    void textThatAFormOfUnknownOriginCarriesThroughTheSignInIsNotShown() {
        long id = served.waiting("shop");
        Visitor visitor = served.visitor();
        Map<String, String> fields = hidden(visitor.get("/console/sign-in"));
        fields.putAll(Map.of("to", again(id), "typed.type", "pay", "typed.params", TYPED, "token", Served.ADMIN));
        Map<String, String> withoutKey = new HashMap<>(fields);
        withoutKey.remove("key");

        Reply refused = served.visitor().post("/console/sign-in", withoutKey);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("The form was too old").doesNotContain("typed");
        Reply signedIn = visitor.post("/console/sign-in", fields);
        assertThat(signedIn.status()).isEqualTo(303);
        assertThat(signedIn.header("Location")).isEqualTo(again(id));
    }

    @Test
    void textOfAScheduleWithTwoDotsInItsNameIsKept() {
        String edit = "/console/schedules/report..daily/edit";
        Map<String, String> form = Map.of("cron", "", "zone", "", "every", "2d", "params", TYPED);
        Visitor visitor = served.visitor();

        Reply shown = signIn(visitor, visitor.post(edit, form, FROM_HERE), Served.ADMIN);

        assertThat(plain(shown.body())).contains("<h1>Edit report..daily</h1>", TYPED + "</textarea>");
        String endless = "/console/schedules/" + "a".repeat(2_000) + "/edit";
        assertThat(served.visitor().post(endless, form, FROM_HERE).body())
                .as("no page, to which a sign-in leads")
                .contains("Your session has ended")
                .doesNotContain("typed");
    }

    @Test
    void whoMayChangeNothingIsSignedInAndSeesNoForm() {
        long id = served.waiting("shop");
        Visitor visitor = served.visitor();

        Reply refused = signIn(visitor, visitor.post(again(id), form(id, TYPED), FROM_HERE), Served.READER);

        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("lacks the scope").doesNotContain("textarea");
        assertThat(visitor.get("/console").status()).isEqualTo(200);
    }

    /** Nothing is read for the form that is shown again, so it tells no more than was typed. */
    @Test
    void formOfATaskOfAnotherCallerShowsWhatWasTypedAndSubmitsNothing() {
        long id = served.submit(NewTask.of("lonely", "{\"secret\":\"4111\"}").withOrigin(Served.origin("mail")));
        Visitor visitor = served.visitor();

        Reply shown = signIn(visitor, visitor.post(again(id), form(id, TYPED), FROM_HERE), Served.OWNER);

        assertThat(shown.body()).doesNotContain("4111");
        Map<String, String> sent = form(id, TYPED);
        sent.putAll(hidden(shown));
        assertThat(visitor.post(again(id), sent, FROM_HERE).status()).isEqualTo(404);
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void maskStaysAMaskAndStandsForItsValueWhenTheFormIsSentAgain() {
        long id = served.submit(NewTask.of("lonely", "{\"card\":\"4111\",\"n\":1}"));
        String typed = "{\"card\": \"(masked 1)\", \"n\": 2}";
        Visitor visitor = served.visitor();

        Reply shown = signIn(visitor, visitor.post(again(id), form(id, typed), FROM_HERE), Served.ADMIN);

        assertThat(plain(shown.body())).contains(typed).doesNotContain("4111");
        Map<String, String> sent = form(id, typed);
        sent.putAll(hidden(shown));
        String location = visitor.post(again(id), sent, FROM_HERE).header("Location");
        long submitted = Long.parseLong(location.replaceAll("[^0-9]", ""));
        assertThat(served.coordinator.find(submitted).orElseThrow().params()).contains("4111", "2");
    }

    @Test
    void formOfAnEarlierSessionIsShownAgainInTheSessionOfToday() {
        long id = served.waiting("shop");
        Visitor visitor = served.visitor(Served.ADMIN);
        Map<String, String> form = form(id, TYPED);
        assertThat(visitor.post(again(id), form).status()).isEqualTo(403);

        Reply shown = visitor.post(again(id), form, FROM_HERE);

        assertThat(shown.status()).isEqualTo(403);
        assertThat(plain(shown.body())).contains("send it again", TYPED + "</textarea>");
        assertThat(tasks()).isEqualTo(1);
        form.putAll(hidden(shown));
        assertThat(visitor.post(again(id), form, FROM_HERE).status()).isEqualTo(303);
        Reply cancel = visitor.post("/console/tasks/" + id + "/cancel", Map.of("key", "old"), FROM_HERE);
        assertThat(cancel.status()).isEqualTo(403);
        assertThat(cancel.body()).contains("open the page again");
    }

    @Test
    void formOfACallerThatCallsTooOftenIsShownAgainWithItsText() {
        long id = served.waiting("shop");
        served.tokens.set(Tokens.of("operator admin " + Served.hash(Served.ADMIN) + " rate=2/h"));
        Visitor visitor = served.visitor(Served.ADMIN);
        Map<String, String> form = new HashMap<>(hidden(visitor.get(again(id))));
        form.putAll(Map.of("params", TYPED, "type", "lonely"));

        Reply shown = visitor.post(again(id), form, FROM_HERE);

        assertThat(shown.status()).isEqualTo(429);
        assertThat(shown.header("Retry-After")).isNotEmpty();
        assertThat(plain(shown.body())).contains(TYPED + "</textarea>");
        assertThat(tasks()).isEqualTo(1);
    }

    @Test
    void textMayBeLongWithoutASessionAndNotEndless() {
        long id = served.waiting("shop");
        String most = "{\"a\":\"" + "x".repeat(64_000) + "\"}";
        Visitor visitor = served.visitor();
        Reply carrying = visitor.post(again(id), form(id, most), FROM_HERE);
        assertThat(plain(signIn(visitor, carrying, Served.ADMIN).body())).contains(most);

        for (int more : List.of(66_000, 80_000)) {
            Map<String, String> beyond = form(id, "x".repeat(more));
            Reply refused = served.visitor().post(again(id), beyond, FROM_HERE);
            assertThat(refused.status()).isEqualTo(413);
            assertThat(refused.body()).contains("The form must be at most 65536 bytes.");
        }
    }

    /** No browser that repeats what it was given sends it. */
    @Test
    void signInThatCarriesTooMuchEndsNoSessionAndBeginsNone() {
        long id = served.waiting("shop");
        Visitor visitor = served.visitor(Served.ADMIN);
        Map<String, String> fields = hidden(visitor.get("/console/sign-in"));
        fields.putAll(Map.of("to", again(id), "typed.params", "x".repeat(66_000), "token", Served.ADMIN));

        Reply refused = visitor.post("/console/sign-in", fields, FROM_HERE);

        assertThat(refused.status()).isEqualTo(413);
        assertThat(visitor.get(again(id)).status()).isEqualTo(200);
    }

    /** The begin of a form that a stranger sends; the server lets its body come as soon as it wants to read it. */
    private Socket begun(long id, String from) throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), served.server.port(), InetAddress.getByName(from), 0);
        socket.getOutputStream()
                .write(("POST " + again(id) + " HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n"
                                + "Content-Type: application/x-www-form-urlencoded\r\n"
                                + "Connection: close\r\nContent-Length: 65500\r\nExpect: 100-continue\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 100".length());
        assertThat(new String(status, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 100");
        return socket;
    }

    @Test
    void formsThatAreAnnouncedAndDoNotComeTakeNoRoomFromOthers() throws IOException {
        long id = served.waiting("shop");
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                held.add(begun(id, "127.0.0.1"));
            }
            Map<String, String> form = form(id, "x".repeat(60_000));
            assertThat(served.visitor().post(again(id), form, FROM_HERE).status())
                    .isEqualTo(403);
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
    }

    /** Linux has all of 127.0.0.0/8 on its loopback interface. macOS has 127.0.0.1 alone, so no second address can call there. */
    private static void assumeThatThisMachineHas(String... addresses) {
        assumeThatCode(() -> {
                    for (String address : addresses) {
                        new ServerSocket(0, 1, InetAddress.getByName(address)).close();
                    }
                })
                .doesNotThrowAnyException();
    }

    /** A form whose last bytes never arrive. */
    private Socket unfinished(long id, String from) throws IOException {
        Socket socket = begun(id, from);
        socket.getOutputStream().write("x".repeat(65_499).getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    /** 16 of them hold as many bytes as those of all strangers may. */
    @Test
    void formsOfStrangersAreBoundedTogetherAndKeepNoPersonFromSigningIn() throws IOException {
        assumeThatThisMachineHas("127.0.0.2", "127.0.0.3");
        long id = served.waiting("shop");
        Map<String, String> form = form(id, "x".repeat(60_000));
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                held.add(unfinished(id, "127.0.0.2"));
                held.add(unfinished(id, "127.0.0.3"));
            }
            Served.eventually(
                    () -> served.visitor().post(again(id), form, FROM_HERE).status() == 503);
            Visitor known = served.visitor(Served.ADMIN);
            Map<String, String> own = new HashMap<>(form);
            own.putAll(hidden(known.get(again(id))));
            own.put("params", TYPED);
            assertThat(known.post(again(id), own, FROM_HERE).status()).isEqualTo(303);
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
        Served.eventually(
                () -> served.visitor().post(again(id), form, FROM_HERE).status() == 403);
    }

    /** Eight of them hold as many bytes as those of one address may. */
    @Test
    void formsOfOneAddressDoNotKeepOutThoseOfOthers() throws IOException {
        assumeThatThisMachineHas("127.0.0.2");
        long id = served.waiting("shop");
        Map<String, String> form = form(id, "x".repeat(60_000));
        List<Socket> held = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                held.add(unfinished(id, "127.0.0.1"));
            }
            Served.eventually(
                    () -> served.visitor().post(again(id), form, FROM_HERE).status() == 503);
            // It is read, and leads to the sign-in, since it has none of the fields.
            try (Socket other = unfinished(id, "127.0.0.2")) {
                other.setSoTimeout((int) TestTimeouts.LONG.toMillis());
                other.getOutputStream().write('x');
                byte[] answer = other.getInputStream().readAllBytes();
                assertThat(new String(answer, StandardCharsets.UTF_8)).contains("HTTP/1.1 303 ");
            }
        } finally {
            for (Socket socket : held) {
                socket.close();
            }
        }
        Served.eventually(
                () -> served.visitor().post(again(id), form, FROM_HERE).status() == 403);
    }
}
