package dev.taskq.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** What Maven Central requires of the pom of an artifact. */
final class CentralRequirements {
    private static final List<String> REQUIRED = List.of(
            "name",
            "description",
            "url",
            "licenses/license/name",
            "licenses/license/url",
            "developers/developer/name",
            "scm/connection",
            "scm/developerConnection",
            "scm/url");

    private final Document pom;
    private final XPath paths = XPathFactory.newInstance().newXPath();

    private CentralRequirements(Document pom) {
        this.pom = pom;
    }

    /** Fails if the pom of an artifact lacks something. */
    static void check(String artifact, Path file) throws Exception {
        new CentralRequirements(read(file)).check(artifact);
    }

    private void check(String artifact) throws XPathExpressionException {
        assertThat(texts("/project/groupId")).as(artifact).containsExactly("dev.taskq");
        assertThat(texts("/project/artifactId")).containsExactly(artifact);
        assertThat(texts("/project/version")).containsExactly(Maven.version());
        for (String required : REQUIRED) {
            assertThat(texts("/project/" + required))
                    .as("%s: %s", artifact, required)
                    .hasSize(1)
                    .noneMatch(String::isBlank);
        }
        // Those of the parent, without the folder of the module.
        assertThat(texts("/project/url | /project/scm/*")).noneMatch(text -> text.contains(artifact));
        assertThat(texts("/project/parent | /project/repositories | /project/pluginRepositories"))
                .as("%s names nothing that is not in Central", artifact)
                .isEmpty();
        String dependency = artifact.equals(Published.BOM)
                ? "/project/dependencyManagement/dependencies/dependency"
                : "/project/dependencies/dependency";
        // That of the BOM itself is written as a property, which Maven knows in any pom.
        assertThat(texts(dependency + "/version"))
                .as("%s: each dependency has a version that is released", artifact)
                .hasSameSizeAs(texts(dependency))
                .noneMatch(version -> version.endsWith("-SNAPSHOT"))
                .allMatch(version -> version.equals("${project.version}") || !version.contains("${"));
        assertThat(texts(dependency + "/scope")).doesNotContain("test", "system");
    }

    private List<String> texts(String path) throws XPathExpressionException {
        NodeList found = (NodeList) paths.evaluate(path, pom, XPathConstants.NODESET);
        return IntStream.range(0, found.getLength())
                .mapToObj(found::item)
                .map(node -> node.getTextContent().strip())
                .toList();
    }

    private static Document read(Path file) throws IOException, ParserConfigurationException, SAXException {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(file.toFile());
    }
}
