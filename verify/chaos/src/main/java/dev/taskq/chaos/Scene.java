package dev.taskq.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.Random;

/**
 * The surroundings of a fault.
 *
 * @param cluster the cluster that it hits
 * @param load the client
 * @param random the source of its choices, used by no other fault
 * @param fault its record
 * @param violations the violations that it finds
 */
record Scene(Cluster cluster, Load load, Random random, FaultRecord fault, Queue<Violation> violations) {
    Member anAgent() {
        Member member = cluster.agents().get(random.nextInt(cluster.agents().size()));
        fault.note(member.name());
        return member;
    }

    Member aCoordinator() {
        Member member =
                cluster.coordinators().get(random.nextInt(cluster.coordinators().size()));
        fault.note(member.name());
        return member;
    }

    Member anApplication() {
        Member member =
                cluster.applications().get(random.nextInt(cluster.applications().size()));
        fault.note(member.name());
        return member;
    }

    /** All agents but one. */
    List<Member> mostAgents() {
        List<Member> most = new ArrayList<>(cluster.agents());
        Collections.shuffle(most, random);
        most.remove(0);
        fault.note(String.join(" ", most.stream().map(Member::name).toList()));
        return most;
    }

    /** Chooses one of several. */
    @SafeVarargs
    final <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** Waits for a random time between two bounds, in seconds. */
    void pause(double least, double most) throws InterruptedException {
        Time.sleep(Duration.ofMillis((long) (1_000 * (least + random.nextDouble() * (most - least)))));
    }

    void kill(Member member) {
        long at = member.kill();
        fault.harm(new Harm(member.name(), Harm.What.KILLED, at, at));
    }

    /** Starts a member's process again, and waits until it is ready. */
    void startAgain(Member member) throws InterruptedException {
        cluster.startUnlessClosed(member);
        member.awaitReady();
    }

    void violated(String rule, String detail) {
        violations.add(new Violation(rule, 0, fault + ": " + detail));
    }
}
