package dev.taskq.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class PlanTest {
    private static final int DECK = 100;

    private static List<Plan.Step> steps(String... args) {
        ChaosMain main = new ChaosMain();
        new CommandLine(main).parseArgs(args);
        Plan plan = new Plan(main.options(Path.of("")));
        List<Plan.Step> steps = new ArrayList<>();
        while (steps.size() < DECK && plan.hasNext()) {
            steps.add(plan.next());
        }
        return steps;
    }

    @Test
    void oneSeedGivesOneSchedule() {
        assertThat(steps("--seed", "3")).isEqualTo(steps("--seed", "3")).isNotEqualTo(steps("--seed", "4"));
    }

    @Test
    void everyKindIsInTheDeck() {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        steps("--seed", "3").forEach(step -> kinds.add(step.kind()));
        assertThat(kinds).containsExactlyInAnyOrder(FaultKind.values());
    }

    @Test
    void onlyTheKindsAskedForStrike() {
        assertThat(steps("--only", "flushall,agent-kill"))
                .extracting(Plan.Step::kind)
                .containsOnly(FaultKind.FLUSHALL, FaultKind.AGENT_KILL);
    }

    @Test
    void theScriptIsFollowedOnce() {
        Plan plan = new Plan(Options.brief(Path.of(""), 1));
        List<FaultKind> kinds = new ArrayList<>();
        plan.forEachRemaining(step -> kinds.add(step.kind()));
        assertThat(kinds).isEqualTo(Options.brief(Path.of(""), 1).script());
    }
}
