package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.regex.Pattern;

/** Holds limits of memory against the share of it that the JVM takes for its heap. */
final class Memory {
    /** What a process was seen to need outside of its heap under load, and some more: docs/operations.md. */
    private static final long OUTSIDE = 180L << 20;

    /** An agent of 16 slots held out with this heap while params of 250 kB came in on 64 connections. */
    private static final long HEAP = 300L << 20;

    private static final Pattern SHARE = Pattern.compile("^-XX:MaxRAMPercentage=(\\d+)$", Pattern.MULTILINE);

    private Memory() {}

    static void assertHolds(String what, String limit) {
        long bytes = bytes(limit);
        long heap = bytes * share() / 100;
        assertThat(heap).as("heap of %s", what).isGreaterThanOrEqualTo(HEAP);
        assertThat(bytes - heap).as("what is left beside the heap of %s", what).isGreaterThanOrEqualTo(OUTSIDE);
    }

    private static int share() {
        return Integer.parseInt(Repository.all(SHARE, Repository.text("deploy/docker/jvm.options"))
                .findFirst()
                .orElseThrow()
                .group(1));
    }

    /** As Compose, Kubernetes and Fly.io write it. */
    private static long bytes(String limit) {
        String number = limit.replaceFirst("\\D+$", "");
        return switch (limit.substring(number.length()).toLowerCase(Locale.ROOT)) {
            case "m", "mb", "mi" -> Long.parseLong(number) << 20;
            case "g", "gb", "gi" -> Long.parseLong(number) << 30;
            default -> throw new AssertionError("no limit of memory: " + limit);
        };
    }
}
