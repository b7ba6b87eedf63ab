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
                "/console/%2e%2e/v1",
                "/console/.%2E/v1",
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
    void unknownTokensAreBoundedAndAKnownOneAlwaysEnters() {
        Visitor known = served.visitor(Served.READER);
        for (int i = 0; i < BURST; i++) {
            assertThat(served.visitor().signIn("guess-" + i).status()).isEqualTo(403);
        }
        Reply bounded = served.visitor().signIn("another-guess");
        assertThat(bounded.status()).isEqualTo(429);
        assertThat(bounded.header("Retry-After")).isNotEmpty();
        assertThat(bounded.body()).doesNotContain("another-guess");
        assertThat(served.visitor().signIn(Served.ADMIN).status()).isEqualTo(303);
        assertThat(served.visitor().signIn("another-guess").status()).isEqualTo(429);
        assertThat(known.get("/console").status()).isEqualTo(200);
    }

    @Test
    void signInsCountAgainstTheRateOfTheCaller() {
        served.tokens.set(Tokens.of("operator admin " + Served.hash(Served.ADMIN) + " rate=2/h"));
        assertThat(served.visitor().signIn(Served.ADMIN).status()).isEqualTo(303);
        assertThat(served.visitor().signIn(Served.ADMIN).status()).isEqualTo(303);
        Reply refused = served.visitor().signIn(Served.ADMIN);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isNotEmpty();
    }

    @Test
    void pageThatCallsTooOftenTriesAgainWhenItMay() {
        served.tokens.set(Tokens.of("operator admin " + Served.hash(Served.ADMIN) + " rate=2/h"));
        Visitor visitor = served.visitor(Served.ADMIN);
        assertThat(visitor.get("/console/tasks").status()).isEqualTo(200);
        Reply refused = visitor.get("/console/tasks");
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.body())
                .contains("hx-get=\"/console/tasks\"", "data-wait=\"" + refused.header("Retry-After") + "\"");
    }

    @Test
    void linkOfAnotherSiteIsFollowedAgainOnceSoThatTheBrowserSendsTheCookie() {
        for (String site : List.of("cross-site", "same-site")) {
            Visitor visitor = served.visitor();
            Reply again = visitor.get("/console/tasks?status=failed", "Sec-Fetch-Site", site);
            assertThat(again.status()).as(site).isEqualTo(200);
            assertThat(again.body()).contains("http-equiv=\"refresh\" content=\"0; url=/console/tasks?status=failed\"");
            assertThat(visitor.get("/console/tasks?status=failed", "Sec-Fetch-Site", site)
                            .status())
                    .as("%s, again", site)
                    .isEqualTo(303);
        }
        assertThat(served.visitor(Served.ADMIN)
                        .get("/console/tasks", "Sec-Fetch-Site", "cross-site")
                        .body())
                .contains("<h1>Tasks</h1>");
    }

    @Test
    void formWhoseSessionEndedLeadsBackToItsPage() {
        Visitor visitor = served.visitor();
        assertThat(visitor.post("/console/tasks/5/cancel", Map.of("key", "old")).header("Location"))
                .isEqualTo("/console/sign-in?to=%2Fconsole%2Ftasks%2F5");
        assertThat(visitor.post("/console/schedules/nightly/run", Map.of("key", "old"))
                        .header("Location"))
                .isEqualTo("/console/sign-in?to=%2Fconsole%2Fschedules%2Fnightly");
    }

    @Test
    void formOfAnotherOriginOpensNoSession() {
        assertThat(served.visitor()
                        .signIn(Served.ADMIN, "Origin", "http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(served.visitor().signIn(Served.ADMIN, "Origin", "null").status())
                .isEqualTo(403);
        assertThat(served.visitor()
                        .signIn(Served.ADMIN, "Origin", served.address())
                        .status())
                .isEqualTo(303);
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
