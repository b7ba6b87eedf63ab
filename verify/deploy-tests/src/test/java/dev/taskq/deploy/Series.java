package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds the names in a query against the metrics that there are. */
final class Series {
    private static final Pattern NAME = Pattern.compile("(?<![\\w\"-])taskq_[a-z_]+");

    private Series() {}

    static void assertKnown(String where, String query) {
        Set<String> names =
                Repository.all(NAME, query).map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        assertThat(Repository.series()).as("what %s asks for: %s", where, query).containsAll(names);
    }
}
