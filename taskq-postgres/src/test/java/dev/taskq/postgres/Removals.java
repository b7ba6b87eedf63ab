package dev.taskq.postgres;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds each condition, lock and limit in the text of a statement, and removes it. A condition becomes always true and
 * a limit very high, but their text stays in, so that the parameters remain and keep their type.
 */
final class Removals {
    private static final Pattern TOKEN = Pattern.compile("--[^\n]*|'[^']*'|:?[A-Za-z_][A-Za-z_0-9]*|[0-9]+|\\S");
    private static final Set<String> ENDS_OF_A_CLAUSE = Set.of(
            "order",
            "limit",
            "for",
            "group",
            "offset",
            "union",
            "returning",
            "where",
            "on",
            "left",
            "cross",
            "join",
            ",",
            ";");
    private static final Set<String> ENDS_OF_AN_ALTERNATIVE = Set.of("or", "and", "when", "then", "else");
    private static final Set<String> WORDS_OF_A_LOCK =
            Set.of("for", "update", "share", "no", "key", "of", "skip", "locked", "nowait");

    private final String statement;
    private final String text;
    private final List<Token> tokens;
    private final List<Removal> found = new ArrayList<>();

    private Removals(String statement, String text) {
        this.statement = statement;
        this.text = text;
        tokens = tokens(text);
    }

    /**
     * A part that is removed from a statement.
     *
     * @param statement its name
     * @param what the removed part
     * @param altered the remaining text
     */
    record Removal(String statement, String what, String altered) {
        @Override
        public String toString() {
            return statement + ": " + what;
        }
    }

    private record Token(String text, int start, int end, int depth) {}

    static List<Removal> of(String statement, String text) {
        Removals removals = new Removals(statement, text);
        removals.find();
        return numbered(removals.found);
    }

    /** A number distinguishes parts that a statement contains twice. */
    private static List<Removal> numbered(List<Removal> found) {
        Map<String, Integer> times = new HashMap<>();
        return found.stream()
                .map(removal -> {
                    int time = times.merge(removal.what(), 1, Integer::sum);
                    return time == 1
                            ? removal
                            : new Removal(removal.statement(), removal.what() + " (" + time + ")", removal.altered());
                })
                .toList();
    }

    /**
     * Words are in lower case. Words within brackets, or between case and end, are one level deeper than those around
     * them.
     */
    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        int depth = 0;
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            String word = matcher.group().toLowerCase(Locale.ROOT);
            if (word.startsWith("--")) {
                continue;
            }
            if (word.equals(")") || word.equals("end") || word.equals("]")) {
                depth--;
            }
            tokens.add(new Token(word, matcher.start(), matcher.end(), depth));
            if (word.equals("(") || word.equals("case") || word.equals("[")) {
                depth++;
            }
        }
        return tokens;
    }

    private void find() {
        for (int i = 0; i < tokens.size(); i++) {
            switch (tokens.get(i).text()) {
                case "where" -> {
                    if (!namesAnIndex(i)) {
                        conditions(i + 1, endOfClause(i + 1));
                    }
                }
                case "on" -> {
                    if (!word(i + 1).equals("conflict")) {
                        conditions(i + 1, endOfClause(i + 1));
                    }
                }
                case "when" -> {
                    if (isSearched(i)) {
                        conditions(i + 1, next(i + 1, "then"));
                    }
                }
                case "or" -> alternatives(i);
                case "for" -> lock(i);
                case "limit" -> limit(i + 1, endOfClause(i + 1));
                case "'lock_timeout'", "'statement_timeout'" -> removal(i + 2, i + 3, "'0'");
                default -> {
                    // Not a limit.
                }
            }
        }
    }

    private String word(int i) {
        return i < tokens.size() ? tokens.get(i).text() : "";
    }

    /** The end of a clause that begins at a token: the end of the surrounding text, or the next clause. */
    private int endOfClause(int from) {
        int depth = tokens.get(from - 1).depth();
        int i = from;
        while (i < tokens.size()
                && tokens.get(i).depth() >= depth
                && !(tokens.get(i).depth() == depth && ENDS_OF_A_CLAUSE.contains(word(i)))) {
            i++;
        }
        return i;
    }

    /** As in {@code on conflict (key) where key is not null}. */
    private boolean namesAnIndex(int where) {
        int i = where - 1;
        while (i > 0
                && (!word(i).equals("(")
                        || tokens.get(i).depth() != tokens.get(where).depth())) {
            i--;
        }
        return word(where - 1).equals(")") && word(i - 1).equals("conflict");
    }

    private int next(int from, String word) {
        int depth = tokens.get(from - 1).depth();
        int i = from;
        while (i < tokens.size() && !(tokens.get(i).depth() == depth && word(i).equals(word))) {
            i++;
        }
        return i;
    }

    /** In contrast to {@code case x when 1 then}, where a value follows. */
    private boolean isSearched(int when) {
        int depth = tokens.get(when).depth();
        int i = when;
        while (!(word(i).equals("case") && tokens.get(i).depth() == depth - 1)) {
            i--;
        }
        return word(i + 1).equals("when");
    }

    private void conditions(int from, int to) {
        int depth = tokens.get(from - 1).depth();
        int start = from;
        for (int i = from; i <= to; i++) {
            if (i == to || (tokens.get(i).depth() == depth && word(i).equals("and"))) {
                if (!word(start).equals("true")) {
                    removal(start, i, "(true or " + textOf(start, i) + ")");
                }
                start = i + 1;
            }
        }
    }

    /** The operands of an "or", including the first. Each is made never true, so that only the others count. */
    private void alternatives(int or) {
        int start = or;
        while (start > 0 && !isEdge(start - 1, or)) {
            start--;
        }
        if (!word(start - 1).equals("or")) {
            removal(start, or, "(false and " + textOf(start, or) + ")");
        }
        int end = or + 1;
        while (end < tokens.size() && !isEdge(end, or)) {
            end++;
        }
        removal(or + 1, end, "(false and " + textOf(or + 1, end) + ")");
    }

    private boolean isEdge(int i, int or) {
        int depth = tokens.get(or).depth();
        return tokens.get(i).depth() < depth
                || (tokens.get(i).depth() == depth
                        && (ENDS_OF_A_CLAUSE.contains(word(i)) || ENDS_OF_AN_ALTERNATIVE.contains(word(i))));
    }

    private void lock(int from) {
        int to = from;
        while (WORDS_OF_A_LOCK.contains(word(to))) {
            to++;
        }
        removal(from, to, "");
        if (word(to - 1).equals("locked")) {
            removal(to - 2, to, "");
        }
    }

    private void limit(int from, int to) {
        removal(from, to, "((" + textOf(from, to) + ") + 1000000000)", "limit " + textOf(from, to));
    }

    private String textOf(int from, int to) {
        return text.substring(tokens.get(from).start(), tokens.get(to - 1).end());
    }

    private void removal(int from, int to, String replacement) {
        removal(from, to, replacement, textOf(from, to));
    }

    private void removal(int from, int to, String replacement, String what) {
        String altered = text.substring(0, tokens.get(from).start())
                + replacement
                + text.substring(tokens.get(to - 1).end());
        found.add(new Removal(statement, what.replaceAll("\\s+", " "), altered));
    }
}
