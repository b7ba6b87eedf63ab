package dev.taskq.deploy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * The grammar of a query language, as its makers publish it for editors: in JavaScript, which is run here without any access to
 * the machine. It knows the form of a query, not whether types fit. One thread at a time.
 */
final class Grammar implements AutoCloseable {
    /** Loads modules that ask for each other, and gives the places at which a query does not fit. */
    private static final String GLUE = """
            (function (source, grammar) {
              const modules = {};
              function require(name) {
                if (!(name in modules)) {
                  const module = { exports: {} };
                  modules[name] = module;
                  new Function('require', 'module', 'exports', source(name))(require, module, module.exports);
                }
                return modules[name].exports;
              }
              const parser = require(grammar).parser;
              return function (query) {
                const errors = [];
                parser.parse(query).iterate({ enter(node) { if (node.type.isError) errors.push(node.from); } });
                return errors;
              };
            })
            """;

    /** What is common to all contexts: making it takes longer than all else. */
    private static final Engine ENGINE = Engine.newBuilder("js")
            .option("engine.WarnInterpreterOnly", "false")
            .build();

    private final Context context;
    private final Value errors;

    private Grammar(String name) {
        context = Context.newBuilder("js").engine(ENGINE).build();
        ProxyExecutable source = arguments -> source(arguments[0].asString());
        errors = context.eval("js", GLUE).execute(source, name);
    }

    static Grammar promQl() {
        return new Grammar("@prometheus-io/lezer-promql");
    }

    static Grammar logQl() {
        return new Grammar("@grafana/lezer-logql");
    }

    private static String source(String module) {
        String file = "lezer/lezer-" + module.replaceFirst("^.*[/-]", "") + ".cjs";
        try (InputStream in = Grammar.class.getResourceAsStream(file)) {
            return new String(Objects.requireNonNull(in, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The places in the query at which it does not fit; none where it does. */
    @SuppressWarnings("unchecked") // a list of numbers is what the glue gives
    List<Integer> errors(String query) {
        return List.copyOf(errors.execute(query).as(List.class));
    }

    @Override
    public void close() {
        context.close();
    }
}
