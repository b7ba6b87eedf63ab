package dev.taskq.deploy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/**
 * A module of the build, as its pom describes it.
 *
 * @param folder where it is, from the root of the repository
 * @param name its artifact's name
 * @param isPublished whether it is deployed
 * @param dependencies the modules of this build that it uses
 */
record PomModule(String folder, String name, boolean isPublished, List<Dependency> dependencies) {
    /** It names all other modules that are published. */
    static final String BOM = "taskq-bom";

    private static final String OURS = "dev.taskq";

    /** On a module of ours. */
    private record Dependency(String name, boolean isForTests) {}

    /** All that the root's pom names. */
    static List<PomModule> all() {
        return children(child(root("pom.xml"), "modules"), "module")
                .map(module -> read(module.getTextContent()))
                .toList();
    }

    /** The artifacts that the BOM names. */
    static List<String> ofBom() {
        return children(child(child(root(BOM + "/pom.xml"), "dependencyManagement"), "dependencies"), "dependency")
                .map(dependency -> text(dependency, "artifactId"))
                .toList();
    }

    /** The packages whose classes are compared with those of the last release. */
    static List<String> comparedPackages() {
        NodeList includes = root("pom.xml").getElementsByTagName("include");
        return IntStream.range(0, includes.getLength())
                .mapToObj(includes::item)
                .filter(include ->
                        include.getParentNode().getParentNode().getNodeName().equals("parameter"))
                .map(Node::getTextContent)
                .toList();
    }

    private static PomModule read(String folder) {
        Element project = root(folder + "/pom.xml");
        boolean published = children(project, "properties")
                .flatMap(properties -> children(properties, "taskq.unpublished"))
                .anyMatch(property -> property.getTextContent().equals("false"));
        List<Dependency> dependencies = new ArrayList<>();
        children(project, "dependencies")
                .flatMap(all -> children(all, "dependency"))
                .filter(dependency -> text(dependency, "groupId").equals(OURS))
                // One on a pom only says what is built before.
                .filter(dependency -> !text(dependency, "type").equals("pom"))
                .forEach(dependency -> dependencies.add(new Dependency(
                        text(dependency, "artifactId"),
                        text(dependency, "scope").equals("test"))));
        return new PomModule(folder, text(project, "artifactId"), published, List.copyOf(dependencies));
    }

    /** The modules of ours that its users need as well. */
    List<String> needs() {
        return named(dependency -> !dependency.isForTests());
    }

    /** The modules of ours that it or its tests need. */
    List<String> needsWithTests() {
        return named(dependency -> true);
    }

    private List<String> named(Predicate<Dependency> which) {
        return dependencies.stream().filter(which).map(Dependency::name).toList();
    }

    private static Element root(String pom) {
        try {
            return DocumentBuilderFactory.newInstance()
                    .newDocumentBuilder()
                    .parse(Repository.path(pom).toFile())
                    .getDocumentElement();
        } catch (IOException | ParserConfigurationException | SAXException e) {
            throw new IllegalStateException(pom, e);
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        NodeList all = parent.getChildNodes();
        return IntStream.range(0, all.getLength())
                .mapToObj(all::item)
                .filter(child -> child.getNodeType() == Node.ELEMENT_NODE
                        && child.getNodeName().equals(name))
                .map(Element.class::cast);
    }

    private static Element child(Element parent, String name) {
        return children(parent, name).findFirst().orElseThrow();
    }

    private static String text(Element parent, String name) {
        return children(parent, name).map(Element::getTextContent).findFirst().orElse("");
    }
}
