package dev.taskq.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AuditAction;
import dev.taskq.NewAuditEntry;
import dev.taskq.console.Visitor.Reply;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Which caller changed what. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AuditPageTest {
    private static final Pattern OLDER = Pattern.compile("href=\"([^\"]+)\">Older changes");

    private final Served served = Served.start();
    private final Visitor admin = served.visitor(Served.ADMIN);

    @AfterAll
    void close() {
        served.close();
    }

    @Test
    void whatIsDoneInTheConsoleIsShownWithItsCaller() {
        long id = served.waiting("shop");
        String task = "/console/tasks/" + id;
        served.visitor(Served.OWNER).act("/console/tasks", task + "/cancel");
        admin.act("/console/types/lonely", "/console/types/lonely/pause");
        admin.act("/console/types/lonely", "/console/types/lonely/resume");

        assertThat(admin.get("/console/audit").body())
                .contains(
                        "task.cancel",
                        ">shop</th>",
                        "href=\"" + task + "\"",
                        "type.pause",
                        "type.resume",
                        ">operator</th>",
                        "href=\"/console/types/lonely\"");
        assertThat(admin.get("/console/audit?caller=shop").body())
                .contains(">shop</th>")
                .doesNotContain(">operator</th>");
        assertThat(admin.get("/console/audit?action=type.pause&subject=type+lonely")
                        .body())
                .contains("<td>type.pause</td>")
                .doesNotContain("<td>type.resume</td>", "<td>task.cancel</td>");
        assertThat(admin.get("/console/audit?subject=" + URLEncoder.encode(Served.HOSTILE, StandardCharsets.UTF_8))
                        .body())
                .contains("No change fits.")
                .doesNotContain("<script>alert");
    }

    @Test
    void olderChangesAreOnFurtherPages() {
        for (int i = 0; i < 51; i++) {
            served.coordinator.writeAudit(
                    new NewAuditEntry("many", AuditAction.RUN_SCHEDULE, "schedule s" + i, "", "c"));
        }
        Reply first = admin.get("/console/audit?caller=many");
        Matcher older = OLDER.matcher(first.body());
        assertThat(older.find()).isTrue();
        assertThat(admin.get(older.group(1).replace("&amp;", "&")).body())
                .contains(">schedule s0</a>", "Newest changes")
                .doesNotContain(">schedule s1</a>", "Older changes");
    }

    @Test
    void badFilterIsRefused() {
        assertThat(admin.get("/console/audit?action=explode").status()).isEqualTo(400);
        assertThat(admin.get("/console/audit?cursor=abc").status()).isEqualTo(400);
        assertThat(admin.get("/console/audit?caller=" + "x".repeat(1_001)).status())
                .isEqualTo(400);
    }

    @Test
    void onlyAnAdminSeesIt() {
        for (String token : List.of(Served.READER, Served.OWNER)) {
            Visitor visitor = served.visitor(token);
            assertThat(visitor.get("/console/audit").status()).isEqualTo(403);
            assertThat(visitor.get("/console/tasks").body()).doesNotContain("href=\"/console/audit\"");
        }
    }
}
