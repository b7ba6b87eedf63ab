package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * Each placeholder of a log line has its value. A {@code Throwable} as the last argument fills no placeholder: it becomes the
 * stack trace of the line.
 */
class LogLinesTest {
    private static final Set<String> LEVELS = Set.of("trace", "debug", "info", "warn", "error");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{}");
    private static final Pattern THROWABLE = Pattern.compile(".*(?:Exception|Throwable|Error|Thrown)");
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    @Test
    void placeholdersOfAllLinesAreAsManyAsTheirValues() throws IOException {
        Lines lines = new Lines();
        try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, null)) {
            List<File> sources = Repository.files("", ".java").stream()
                    .filter(file -> file.contains("src/main/java/"))
                    .map(file -> Repository.path(file).toFile())
                    .toList();
            lines.scanAll(files.getJavaFileObjectsFromFiles(sources));
        }

        assertThat(lines.seen).isGreaterThan(50);
        assertThat(lines.wrong).isEmpty();
    }

    @Test
    void lineWithoutAValueForItsPlaceholderIsFound() throws IOException {
        assertThat(wrong("LOG.warn(\"a={} reason={}\", a, e.getCause());")).hasSize(1);
        assertThat(wrong("LOG.warn(\"a={} reason={}\", a, e);")).hasSize(1);
        assertThat(wrong("LOG.warn(\"a={}\" + \" b={}\", a);")).hasSize(1);
        assertThat(wrong("LOG.warn(\"a={}\", a, b);")).hasSize(1);
        assertThat(wrong("LOG.warn(\"a={}\", a, e); LOG.warn(\"a={}\", e.toString()); LOG.warn(\"a\");"))
                .isEmpty();
    }

    private static List<String> wrong(String statements) throws IOException {
        Lines lines = new Lines();
        lines.scanAll(
                List.of(new Source("class A { void a(int a, int b) { try { a(b, a); } catch (RuntimeException e) { "
                        + statements + " } } }")));
        return lines.wrong;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///A.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    /** The calls of loggers. Types are not resolved: what is a throwable is known by its declaration in the same file. */
    private static final class Lines extends TreeScanner<Void, Set<String>> {
        private final List<String> wrong = new ArrayList<>();
        private int seen;

        void scanAll(Iterable<? extends JavaFileObject> sources) throws IOException {
            JavacTask task = (JavacTask) COMPILER.getTask(null, null, null, List.of(), null, sources);
            for (CompilationUnitTree file : task.parse()) {
                scan(file, new HashSet<>());
            }
        }

        @Override
        public Void visitVariable(VariableTree variable, Set<String> throwables) {
            String name = variable.getName().toString();
            if (THROWABLE.matcher(String.valueOf(variable.getType())).matches()) {
                throwables.add(name);
            } else {
                throwables.remove(name);
            }
            return super.visitVariable(variable, throwables);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Set<String> throwables) {
            if (call.getMethodSelect() instanceof MemberSelectTree method
                    && method.getExpression().toString().equals("LOG")
                    && LEVELS.contains(method.getIdentifier().toString())) {
                seen++;
                List<? extends ExpressionTree> arguments = call.getArguments();
                int values = arguments.size() - 1;
                if (values > 0 && isThrowable(arguments.getLast(), throwables)) {
                    values--;
                }
                if (PLACEHOLDER
                                .matcher(constant(arguments.getFirst()))
                                .results()
                                .count()
                        != values) {
                    wrong.add(call.toString());
                }
            }
            return super.visitMethodInvocation(call, throwables);
        }

        private static boolean isThrowable(ExpressionTree value, Set<String> throwables) {
            return switch (value) {
                case IdentifierTree name -> throwables.contains(name.getName().toString());
                case MethodInvocationTree call ->
                    call.getMethodSelect().toString().endsWith(".getCause");
                default -> false;
            };
        }

        private static String constant(ExpressionTree text) {
            return switch (text) {
                case LiteralTree literal -> String.valueOf(literal.getValue());
                case BinaryTree both -> constant(both.getLeftOperand()) + constant(both.getRightOperand());
                case ParenthesizedTree inner -> constant(inner.getExpression());
                default -> throw new AssertionError("the text of a log line must be a constant: " + text);
            };
        }
    }
}
