package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Holds the names and labels in a query against the metrics that there are. */
final class Series {
    private static final Pattern NAME = Pattern.compile("(?<![\\w\"-])taskq_[a-z_]+");

    private static final Pattern SELECTOR = Pattern.compile("(taskq_[a-z_]+)\\{([^}]*)}");
    private static final Pattern MATCHER = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)\\s*\"");

    /** Labels that a scrape adds, and the label of a histogram's buckets. */
    private static final Set<String> OF_EVERY_SERIES = Set.of("instance", "job", "le");

    private Series() {}

    static void assertKnown(String where, String query) {
        Set<String> names =
                Repository.all(NAME, query).map(MatchResult::group).collect(Collectors.toCollection(TreeSet::new));
        Map<String, Set<String>> series = Repository.series();
        assertThat(series.keySet()).as("what %s asks for: %s", where, query).containsAll(names);
        Repository.all(SELECTOR, query)
                .forEach(selector -> assertThat(series.get(selector.group(1)))
                        .as("labels of %s in %s", selector.group(1), query)
                        .containsAll(labels(selector.group(2))));
    }

    private static Set<String> labels(String matchers) {
        return Repository.all(MATCHER, matchers)
                .map(matcher -> matcher.group(1))
                .filter(label -> !OF_EVERY_SERIES.contains(label))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
