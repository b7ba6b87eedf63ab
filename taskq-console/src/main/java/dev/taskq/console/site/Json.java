package dev.taskq.console.site;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * JSON as a page shows it: as a tree, and as text. Numbers are shown as they were written. Immutable.
 *
 * @param text the JSON, cut at {@link #LONGEST_TEXT} characters
 * @param isCut whether it is cut
 * @param tree the tree; empty if it has more than {@link #MOST_NODES} nodes
 * @param isMasked whether values are masked in it
 */
public record Json(String text, boolean isCut, Optional<Node> tree, boolean isMasked) {
    /** The most nodes of a tree. */
    static final int MOST_NODES = 2_000;

    /** The longest text on a page, in characters. */
    static final int LONGEST_TEXT = 256 * 1024;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    /**
     * A node of the tree. Immutable.
     *
     * @param name the name of the field, or the place in the array; empty for the root
     * @param kind the class of its value, for the style sheet
     * @param value the value, if it is none with children
     * @param children the fields or the elements
     */
    public record Node(String name, String kind, String value, List<Node> children) {
        /** Copies the list. */
        public Node {
            children = List.copyOf(children);
        }

        /** Whether it is an object or an array. */
        public boolean isFolder() {
            return kind.equals("object") || kind.equals("array");
        }

        /** How much is in an object or an array. */
        public String summary() {
            return kind.equals("object")
                    ? "{" + Words.count(children.size(), "field", "fields") + "}"
                    : "[" + Words.count(children.size(), "element", "elements") + "]";
        }
    }

    /** Reads JSON of the store. */
    static Json of(MaskedJson masked) {
        String json = masked.text();
        boolean isCut = json.length() > LONGEST_TEXT;
        return new Json(
                isCut ? json.substring(0, LONGEST_TEXT) : json,
                isCut,
                isCut ? Optional.empty() : tree(json),
                masked.isMasked());
    }

    /** Whether there is nothing to show. */
    public boolean isEmpty() {
        return tree.filter(root -> root.isFolder() && root.children().isEmpty()).isPresent();
    }

    private static Optional<Node> tree(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            return Optional.of(new Reader(parser).node(""));
        } catch (TooManyNodesException e) {
            return Optional.empty();
        } catch (IOException e) {
            // A text that is no JSON is still a text.
            return Optional.empty();
        }
    }

    private static final class TooManyNodesException extends IOException {
        private static final long serialVersionUID = 1L;
    }

    /** Reads one text. The parser limits the depth. */
    private static final class Reader {
        private final JsonParser parser;
        private int nodes;

        Reader(JsonParser parser) {
            this.parser = parser;
        }

        Node node(String name) throws IOException {
            nodes++;
            if (nodes > MOST_NODES) {
                throw new TooManyNodesException();
            }
            JsonToken token = parser.currentToken();
            return switch (token) {
                case START_OBJECT -> new Node(name, "object", "", fields());
                case START_ARRAY -> new Node(name, "array", "", elements());
                case VALUE_STRING -> new Node(name, "string", parser.getText(), List.of());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Node(name, "number", parser.getText(), List.of());
                default -> new Node(name, "literal", parser.getText(), List.of());
            };
        }

        private List<Node> fields() throws IOException {
            List<Node> fields = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                fields.add(node(name));
            }
            return fields;
        }

        private List<Node> elements() throws IOException {
            List<Node> elements = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                elements.add(node(Integer.toString(elements.size())));
            }
            return elements;
        }
    }
}
