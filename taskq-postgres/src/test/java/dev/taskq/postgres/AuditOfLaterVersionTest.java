package dev.taskq.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.AuditAction;
import dev.taskq.AuditFilter;
import dev.taskq.AuditPage;
import dev.taskq.NewAuditEntry;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** A coordinator of a later version may write actions that this one does not know. */
class AuditOfLaterVersionTest {
    @Test
    void entryOfAnUnknownActionIsLeftOut() throws Exception {
        try (TestDatabase database = TestDatabase.migratedForItself()) {
            PostgresTaskStore store = database.open(database.config());
            store.auditLog().write(new NewAuditEntry("shop", AuditAction.PAUSE_TYPE, "type a", "", ""));
            database.execute("""
                    insert into taskq.audit (at, caller, action, subject, detail, correlation_id)
                    values (clock_timestamp(), 'mail', 'task.invent', 'task 1', '', '')
                    """);
            AuditPage all = store.auditLog().entries(AuditFilter.ALL, OptionalLong.empty(), 10, 1);
            assertThat(all.entries()).isEmpty();
            assertThat(all.next()).isPresent();
            assertThat(store.auditLog()
                            .entries(AuditFilter.ALL, all.next(), 10, 10)
                            .entries())
                    .hasSize(1);
            AuditFilter ofCaller = AuditFilter.ALL.withCaller("mail");
            assertThat(store.auditLog()
                            .entries(ofCaller, OptionalLong.empty(), 10, 10)
                            .entries())
                    .isEmpty();
            database.closeOpened();
        }
    }
}
