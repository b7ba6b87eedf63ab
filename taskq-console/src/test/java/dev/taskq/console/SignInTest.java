package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.console.Visitor.Reply;
import dev.taskq.server.Tokens;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SignInTest {
    private static final int BURST = 10;

    private final Served served = Served.start();

    @AfterEach
    void close() {
        served.close();
    }

    @Test
    void withoutASessionEachPageLeadsToTheFormAndBack() {
        Visitor visitor = served.visitor();
        Reply lead = visitor.get("/console/tasks?status=failed");
        assertThat(lead.status()).isEqualTo(303);
        assertThat(lead.header("Location")).isEqualTo("/console/sign-in?to=%2Fconsole%2Ftasks%3Fstatus%3Dfailed");
        assertThat(visitor.get(lead.header("Location")).body()).contains("value=\"/console/tasks?status=failed\"");

        Reply signedIn = visitor.signInFor("/console/tasks?status=failed", Served.ADMIN);
        assertThat(signedIn.status()).isEqualTo(303);
        assertThat(signedIn.header("Location")).isEqualTo("/console/tasks?status=failed");
        assertThat(visitor.get("/console").body()).contains("<h1>Overview</h1>", "operator");
    }

    @Test
    void theFormLeadsToNoOtherSite() {
        for (String elsewhere : List.of(
                "https://evil.example/",
                "//evil.example",
                "/console//evil.example",
                "/console/../v1",
                "/consoleevil")) {
            assertThat(served.visitor().signInFor(elsewhere, Served.ADMIN).header("Location"))
                    .as(elsewhere)
                    .isEqualTo("/console");
        }
    }

    @Test
    void unknownTokenIsRefusedAndNotShown() {
        Visitor visitor = served.visitor();
        Reply refused = visitor.signIn("a-wrong-token");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("This token is not known.").doesNotContain("a-wrong-token");
        assertThat(visitor.get("/console").status()).isEqualTo(303);
    }

    @Test
    void tokenThatMayOnlySubmitIsRefusedWithTheReason() {
        Reply refused = served.visitor().signIn(Served.SUBMITTER);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.body()).contains("The console needs the scope read, own or admin.");
    }

    @Test
    void theCookieIsForTheBrowserAloneAndForTlsIfTheProxySaysSo() {
        String plain = sessionCookie(served.visitor().signIn(Served.ADMIN));
        assertThat(plain)
                .contains("; Path=/console", "; HttpOnly", "; SameSite=Strict")
                .doesNotContain("Secure", "Max-Age", Served.ADMIN);
        assertThat(sessionCookie(served.visitor().signIn(Served.ADMIN, "X-Forwarded-Proto", "https")))
                .contains("; Secure");
        assertThat(sessionCookie(served.visitor().signIn(Served.ADMIN, "Forwarded", "for=10.0.0.1;proto=https")))
                .contains("; Secure");
    }

    private static String sessionCookie(Reply reply) {
        return reply.headers().allValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith("taskq_console="))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void signingOutEndsTheSession() {
        Visitor visitor = served.visitor(Served.ADMIN);
        String session = visitor.cookies.get("taskq_console");
        assertThat(visitor.act("/console", "/console/sign-out").header("Location"))
                .isEqualTo("/console/sign-in");
        visitor.cookies.put("taskq_console", session);
        assertThat(visitor.get("/console").status()).isEqualTo(303);
    }

    @Test
    void sessionOfATokenThatWasWithdrawnEndsAtOnce() {
        Visitor visitor = served.visitor(Served.ADMIN);
        served.tokens.set(Tokens.of("operator admin " + Served.hash("another-token")));
        assertThat(visitor.get("/console").status()).isEqualTo(303);
    }

    @Test
    void sessionIsOverForAPageThatRefreshesItself() {
        Reply refresh = served.visitor().get("/console/types", "HX-Request", "true");
        assertThat(refresh.status()).isEqualTo(200);
        assertThat(refresh.header("HX-Redirect")).isEqualTo("/console/sign-in?to=%2Fconsole%2Ftypes");
        assertThat(refresh.body()).isEmpty();
    }

    @Test
    void searchForATokenIsSlowedAndSessionsGoOn() {
        Visitor known = served.visitor(Served.READER);
        for (int i = 0; i < BURST; i++) {
            assertThat(served.visitor().signIn("guess-" + i).status()).isEqualTo(403);
        }
        Reply slowed = served.visitor().signIn(Served.ADMIN);
        assertThat(slowed.status()).isEqualTo(429);
        assertThat(slowed.header("Retry-After")).isNotEmpty();
        assertThat(known.get("/console").status()).isEqualTo(200);
    }

    @Test
    void formForSigningInNeedsItsKey() {
        Visitor visitor = served.visitor();
        visitor.get("/console/sign-in");
        assertThat(visitor.post("/console/sign-in", Map.of("token", Served.ADMIN))
                        .status())
                .isEqualTo(403);
        assertThat(visitor.post("/console/sign-in", Map.of("token", Served.ADMIN, "key", "another"))
                        .status())
                .isEqualTo(403);
        assertThat(visitor.get("/console").status()).isEqualTo(303);
    }
}
