package erp.local;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** What the sources say of themselves: the doc comments of functions and of the records they take and give. */
final class Docs {

    /** A comment's first sentence and what follows. */
    record Text(String summary, String rest) {
    }

    /** A record's comment and those of its components. */
    record Type(String text, Map<String, String> parameters) {
    }

    private static final Pattern ROUTE = Pattern.compile("@(?:Get|Post|Put|Patch|Delete)\\((?:value = |uri = )?\"([^\"]+)\".*\\)");

    private final Map<String, Type> types = new HashMap<>();
    private final Map<String, Text> classes = new HashMap<>();
    private final Map<String, Text> methods = new HashMap<>();

    static Docs of(Path root) {
        Docs docs = new Docs();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null);
                Stream<Path> sources = Stream.concat(Files.walk(root.resolve("functions")),
                        Files.walk(root.resolve("shared/library/src/main")))) {
            List<Path> java = sources.filter(file -> file.toString().endsWith(".java") && file.toString().contains("/src/main/"))
                    .sorted().toList();
            JavacTask task = (JavacTask) compiler.getTask(null, files, null, List.of("-proc:none"), null,
                    files.getJavaFileObjectsFromPaths(java));
            DocTrees trees = DocTrees.instance(task);
            for (CompilationUnitTree unit : task.parse()) {
                docs.new Scanner(trees).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return docs;
    }

    /** The comment of a function's operation: that of the method with this route, or else the class's. */
    Text operation(String function, String path) {
        return Optional.ofNullable(methods.get(function.replace("-", "") + " " + path))
                .or(() -> Optional.ofNullable(classes.get(function.replace("-", ""))))
                .orElseThrow(() -> new IllegalStateException(function + " has no comment"));
    }

    /** The comment of a type by its simple name, {@code PlaceOrder.Request} for a nested one. */
    Optional<Type> type(String name) {
        return Optional.ofNullable(types.get(name));
    }

    private final class Scanner extends TreePathScanner<Void, Void> {

        private final DocTrees trees;

        Scanner(DocTrees trees) {
            this.trees = trees;
        }

        @Override
        public Void visitClass(ClassTree tree, Void nothing) {
            DocCommentTree comment = trees.getDocCommentTree(getCurrentPath());
            if (comment != null) {
                Map<String, String> parameters = new LinkedHashMap<>();
                for (DocTree tag : comment.getBlockTags()) {
                    if (tag instanceof ParamTree param) {
                        parameters.put(param.getName().toString(), plain(param.getDescription()));
                    }
                }
                types.put(name(), new Type(plain(comment.getFullBody()), parameters));
                if (tree.getModifiers().toString().contains("@Function")) {
                    classes.put(lastPackage(), text(comment));
                }
            }
            return super.visitClass(tree, nothing);
        }

        @Override
        public Void visitMethod(MethodTree tree, Void nothing) {
            DocCommentTree own = trees.getDocCommentTree(getCurrentPath());
            // A function may have several classes: a method without words of its own is what its class says.
            DocCommentTree comment = own != null && !own.getFullBody().isEmpty() ? own
                    : trees.getDocCommentTree(getCurrentPath().getParentPath());
            if (comment != null) {
                tree.getModifiers().getAnnotations().stream().map(annotation -> ROUTE.matcher(annotation.toString()))
                        .filter(Matcher::matches)
                        .forEach(route -> methods.put(lastPackage() + " " + route.group(1), text(comment)));
            }
            return super.visitMethod(tree, nothing);
        }

        private String name() {
            String name = ((ClassTree) getCurrentPath().getLeaf()).getSimpleName().toString();
            TreePath parent = getCurrentPath().getParentPath();
            return parent.getLeaf() instanceof ClassTree outer ? outer.getSimpleName() + "." + name : name;
        }

        private String lastPackage() {
            String all = getCurrentPath().getCompilationUnit().getPackageName().toString();
            return all.substring(all.lastIndexOf('.') + 1);
        }
    }

    private static Text text(DocCommentTree comment) {
        return new Text(plain(comment.getFirstSentence()), plain(comment.getBody()));
    }

    private static String plain(List<? extends DocTree> trees) {
        return trees.stream().map(Object::toString).collect(Collectors.joining()).replaceAll("\\{@(code|link|value) ([^}]*)}", "`$2`")
                .replaceAll("</?p>", " ").replaceAll("\\s+", " ").strip();
    }
}
