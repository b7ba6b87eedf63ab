package dev.taskq.console.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.taskq.console.site.Urls.Piece;
import dev.taskq.server.call.ProblemException;
import org.junit.jupiter.api.Test;

class UrlsTest {
    @Test
    void piecesWithoutAValueMeanNothingAndSpaceAroundAValueIsNoPartOfIt() {
        assertThat(Urls.pieces("caller=+shop%20&type=&status=+&cursor&")).containsExactly(new Piece("caller", "shop"));
    }

    @Test
    void queryThatIsNotPercentEncodedIsRefusedAsAWhole() {
        for (String query : new String[] {"caller=shop&type=%zz", "%zz=shop", "type=%"}) {
            assertThatThrownBy(() -> Urls.pieces(query)).as(query).isInstanceOf(ProblemException.class);
        }
    }

    @Test
    void formLeadsBackToItsPage() {
        assertThat(Urls.ofForm("/tasks/5/cancel", "")).isEqualTo("/console/tasks/5");
        assertThat(Urls.ofForm("/schedules/nightly/run", "")).isEqualTo("/console/schedules/nightly");
        assertThat(Urls.ofForm("/agents/5/drain", "")).isEqualTo("/console/agents");
        assertThat(Urls.ofForm("/sign-out", "")).isEqualTo("/console");
        assertThat(Urls.ofForm("/tasks/act", "")).isEqualTo("/console/tasks");
        assertThat(Urls.ofForm("/tasks/act", "status=failed&type=x")).isEqualTo("/console/tasks?status=failed&type=x");
        assertThat(Urls.ofForm("/tasks/5/cancel", "status=failed")).isEqualTo("/console/tasks/5");
        assertThat(Urls.ofForm("", "")).isEqualTo("/console");
    }
}
