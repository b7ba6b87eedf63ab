package dev.taskq.test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Reads samples as trees. */
final class Json {
    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(
                    DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY,
                    DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    static String oneLine(String json) {
        return tree(json).toString();
    }

    /** The samples of a file, each on one line. */
    static List<String> samples(String file) {
        JsonNode all = tree(file);
        List<String> samples = new ArrayList<>();
        for (JsonNode sample : all) {
            if (!sample.isObject()) {
                throw new IllegalArgumentException("a sample is no object");
            }
            samples.add(sample.toString());
        }
        if (!all.isArray()) {
            throw new IllegalArgumentException("it is no array");
        }
        return samples;
    }

    /** The fields and the kinds of their values. Two samples of one form differ in their values alone. */
    static Set<String> form(String json) {
        Set<String> form = new TreeSet<>();
        leaves(tree(json))
                .forEach((path, leaf) ->
                        form.add(field(path) + " " + leaf.getNodeType().name()));
        return form;
    }

    /** The pointers of the fields, with {@code *} for each place in a list. */
    static Set<String> fields(String json) {
        Set<String> fields = new TreeSet<>();
        leaves(tree(json)).keySet().forEach(path -> fields.add(field(path)));
        return fields;
    }

    private static String field(String path) {
        return path.replaceAll("/\\d+(?=/|$)", "/*");
    }

    /** The values that contain no other, by their pointers. */
    static Map<String, JsonNode> leaves(JsonNode tree) {
        Map<String, JsonNode> leaves = new LinkedHashMap<>();
        collect(tree, "", leaves);
        return leaves;
    }

    private static void collect(JsonNode node, String path, Map<String, JsonNode> leaves) {
        if (node.isEmpty()) {
            leaves.put(path, node);
        } else if (node.isObject()) {
            node.properties().forEach(field -> collect(field.getValue(), path + "/" + field.getKey(), leaves));
        } else {
            for (int i = 0; i < node.size(); i++) {
                collect(node.get(i), path + "/" + i, leaves);
            }
        }
    }
}
