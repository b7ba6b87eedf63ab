package dev.taskq.coordinator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.taskq.spi.Beat;
import dev.taskq.spi.LeaseBid;
import dev.taskq.spi.NewSession;
import dev.taskq.spi.NewSession.Kind;
import dev.taskq.spi.Session;
import dev.taskq.spi.Session.EndReason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a coordinator learns with its beats. */
class PresenceTest {
    private final DutyFixture fixture = new DutyFixture();
    private final Lead lead = new Lead(fixture.platform, true);
    private final Presence presence = new Presence(
            fixture.platform,
            fixture.store,
            new NewSession(Kind.COORDINATOR, "one", "host", List.of()),
            lead,
            new Backlog(fixture.platform, 1_000),
            fixture.sender,
            fixture.clockWatch);

    private void somebodyElseLeads() {
        long other = fixture.store.openSession(new NewSession(Kind.COORDINATOR, "other", "host", List.of()));
        LeaseBid bid = new LeaseBid(LeaseBid.Wish.LEAD, Optional.empty());
        fixture.store.beat(new Beat(other, List.of(), List.of(), false, bid));
    }

    @Test
    void whoTakesTheLeadByAJumpOfTheClockKnowsOfIt() {
        somebodyElseLeads();
        presence.open();
        fixture.platform.stepClock(Duration.ofMinutes(10));
        presence.round();
        assertThat(lead.leads()).isTrue();
        assertThat(fixture.clockWatch.isSuspended()).isTrue();
    }

    @Test
    void sessionThatWasEndedGoesOnUnderANewOne() {
        presence.open();
        long first = living().orElseThrow();
        fixture.store.endSession(first, EndReason.LOST);
        presence.round();
        assertThat(living()).isPresent().get().isNotEqualTo(first);
    }

    private Optional<Long> living() {
        return fixture.store.sessions().all().stream()
                .filter(session -> session.end().isEmpty())
                .map(Session::id)
                .findFirst();
    }
}
