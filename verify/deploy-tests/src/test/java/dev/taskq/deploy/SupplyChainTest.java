package dev.taskq.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class SupplyChainTest {
    private static final Pattern JAR =
            Pattern.compile("COPY --from=jars --chmod=644 (.*?) (?:app\\.jar|plugins/)$", Pattern.MULTILINE);
    private static final Pattern SBOM = Pattern.compile("COPY --from=jars --chmod=644 (.*?) sbom/$", Pattern.MULTILINE);

    @Test
    void theDistributionOfMavenIsCheckedAgainstItsHash() {
        assertThat(Repository.text(".mvn/wrapper/maven-wrapper.properties"))
                .containsPattern("(?m)^distributionSha256Sum=[0-9a-f]{64}$");
    }

    @Test
    void everyImageHasAnSbomOfEachOfItsJars() {
        String dockerfile = Repository.text("deploy/docker/Dockerfile");

        assertThat(names(JAR, dockerfile, "/jars/", ".jar"))
                .hasSize(5)
                .allMatch(jar -> names(SBOM, dockerfile, "/sboms/", ".cdx.json")
                        .contains(jar.equals("load-handler") ? "taskq-load" : jar));
    }

    private static Set<String> names(Pattern copied, String dockerfile, String folder, String suffix) {
        return Repository.all(copied, dockerfile)
                .flatMap(found -> Pattern.compile(" ").splitAsStream(found.group(1)))
                .map(file -> file.replace(folder, "").replace(suffix, ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
