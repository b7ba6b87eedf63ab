package dev.taskq.server.grpc;

/**
 * The place of a problem in a message: the pointer {@code /tasks/3/params/size} becomes the field {@code
 * tasks[3].params_json}, and {@code /size} as the rest, which is a pointer into its JSON. Immutable.
 *
 * @param field the path of the field; empty for the whole message
 * @param rest a pointer into the JSON of the field; empty if the field has none or the whole is concerned
 */
record FieldPath(String field, String rest) {
    private static final String PARAMS = "params";

    static FieldPath of(String pointer) {
        StringBuilder path = new StringBuilder();
        int at = 0;
        while (at < pointer.length()) {
            int end = pointer.indexOf('/', at + 1) < 0 ? pointer.length() : pointer.indexOf('/', at + 1);
            String name = pointer.substring(at + 1, end);
            at = end;
            if (name.equals(PARAMS)) {
                append(path, PARAMS + "_json");
                return new FieldPath(path.toString(), pointer.substring(at));
            }
            if (!name.isEmpty() && name.chars().allMatch(c -> c >= '0' && c <= '9')) {
                path.append('[').append(name).append(']');
            } else {
                append(path, name);
            }
        }
        return new FieldPath(path.toString(), "");
    }

    private static void append(StringBuilder path, String name) {
        if (!path.isEmpty()) {
            path.append('.');
        }
        path.append(name);
    }
}
