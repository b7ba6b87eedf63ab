package dev.taskq.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.taskq.platform.Platform;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Wrapper;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.Timer;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The boundaries of core that the compiler does not guard. */
class ArchitectureTest {
    private static final JavaClasses CORE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.taskq");

    /** The one class that may touch the machine's clock, threads and chance; by name, with its nested classes. */
    private static final DescribedPredicate<JavaClass> SYSTEM_PLATFORM = DescribedPredicate.describe(
            "SystemPlatform",
            type -> type.getName().equals("dev.taskq.platform.SystemPlatform")
                    || type.getName().startsWith("dev.taskq.platform.SystemPlatform$"));

    /** Types whose mere use outside of SystemPlatform is wrong: they wait, start threads, or are chance. */
    private static final Set<Class<?>> FORBIDDEN_TYPES = Set.of(
            BlockingQueue.class,
            Condition.class,
            CountDownLatch.class,
            CyclicBarrier.class,
            Exchanger.class,
            ExecutorService.class,
            Executors.class,
            LockSupport.class,
            Phaser.class,
            Random.class,
            Semaphore.class,
            SplittableRandom.class,
            ThreadLocalRandom.class,
            Timer.class);

    /** Members whose use outside of SystemPlatform is wrong, by the type that declares or inherits them. */
    private static final Map<Class<?>, Set<String>> FORBIDDEN_MEMBERS = Map.of(
            System.class, Set.of("currentTimeMillis", "nanoTime"),
            Thread.class,
                    Set.of(
                            "<init>",
                            "join",
                            "ofPlatform",
                            "ofVirtual",
                            "onSpinWait",
                            "sleep",
                            "start",
                            "startVirtualThread",
                            "yield"),
            Future.class, Set.of("get", "join"),
            Math.class, Set.of("random"),
            UUID.class, Set.of("randomUUID"));

    @Test
    void coreKnowsNoAdapterAndNoServer() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.jooq..",
                        "io.lettuce..",
                        "io.helidon..",
                        "com.zaxxer..",
                        "org.postgresql..",
                        "org.flywaydb.."));
    }

    /** A handler's connection is passed on to the adapter. */
    @Test
    void coreOnlyPassesConnectionsOn() {
        check(noClasses()
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "are of JDBC, but for a connection and its failure",
                        type -> type.getPackageName().startsWith("java.sql")
                                && !type.isEquivalentTo(Connection.class)
                                && !type.isEquivalentTo(SQLException.class)
                                && !type.isEquivalentTo(Wrapper.class))));
    }

    @Test
    void onlySystemPlatformTouchesClockThreadsAndChance() {
        check(noClasses()
                .that(DescribedPredicate.not(SYSTEM_PLATFORM))
                .should(access("time, threads or chance", use -> {
                    JavaClass owner = use.getTargetOwner();
                    String name = use.getTarget().getName();
                    return FORBIDDEN_MEMBERS.entrySet().stream()
                                    .anyMatch(entry -> owner.isAssignableTo(entry.getKey())
                                            && entry.getValue().contains(name))
                            || readsWallClock(owner, name)
                            || waitsOnMonitor(use);
                })));
    }

    @Test
    void onlyTimersAndStopwatchesReadTheMonotonicClock() {
        check(noClasses()
                .that()
                .resideOutsideOfPackage("dev.taskq.platform")
                .should(access(
                        "the monotonic clock",
                        use -> use.getTargetOwner().isAssignableTo(Platform.class)
                                && use.getTarget().getName().equals("nanoTime"))));
    }

    @Test
    void onlySystemPlatformUsesWhatWaits() {
        check(noClasses()
                .that(DescribedPredicate.not(SYSTEM_PLATFORM))
                .should()
                .dependOnClassesThat(DescribedPredicate.describe(
                        "wait, start threads or are chance",
                        type -> FORBIDDEN_TYPES.stream().anyMatch(type::isAssignableTo))));
    }

    @Test
    void coreReadsNoEnvironment() {
        check(noClasses()
                .should(access(
                        "the environment",
                        use -> use.getTargetOwner().isEquivalentTo(System.class)
                                && use.getTarget().getName().equals("getenv"))));
    }

    @Test
    void agentKnowsNeitherCoordinatorNorMemory() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskq.agent..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.taskq.coordinator..", "dev.taskq.memory.."));
    }

    @Test
    void coordinatorKnowsNeitherAgentNorMemory() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskq.coordinator..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.taskq.agent..", "dev.taskq.memory.."));
    }

    @Test
    void portsKnowNoneOfTheirUsersOrAdapters() {
        check(noClasses()
                .that()
                .resideInAPackage("dev.taskq.spi..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("dev.taskq.agent..", "dev.taskq.coordinator..", "dev.taskq.memory.."));
    }

    @Test
    void apiShowsNoJackson() {
        check(classes().that().resideInAPackage("dev.taskq").and().arePublic().should(showNoTypeOf("com.fasterxml.")));
    }

    private static void check(ArchRule rule) {
        rule.allowEmptyShould(true).check(CORE);
    }

    private static boolean readsWallClock(JavaClass owner, String method) {
        return owner.getPackageName().equals("java.time") && (method.equals("now") || method.startsWith("system"));
    }

    private static boolean waitsOnMonitor(JavaAccess<?> use) {
        return use.getTarget().getName().equals("wait")
                && use.getTarget() instanceof AccessTarget.MethodCallTarget call
                && Set.of("", "long", "long,int")
                        .contains(String.join(
                                ",",
                                call.getRawParameterTypes().stream()
                                        .map(JavaClass::getName)
                                        .toList()));
    }

    private static ArchCondition<JavaClass> access(String what, Predicate<JavaAccess<?>> forbidden) {
        return new ArchCondition<>("access " + what) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getAccessesFromSelf().stream()
                        .filter(forbidden)
                        .forEach(use -> events.add(SimpleConditionEvent.satisfied(type, use.getDescription())));
            }
        };
    }

    private static ArchCondition<JavaClass> showNoTypeOf(String prefix) {
        return new ArchCondition<>("show no type of " + prefix) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getMembers().stream()
                        .filter(ArchitectureTest::isVisible)
                        .filter(member -> signature(member)
                                .flatMap(part -> part.getAllInvolvedRawTypes().stream())
                                .anyMatch(part -> part.getName().startsWith(prefix)))
                        .forEach(member -> events.add(SimpleConditionEvent.violated(
                                member, member.getDescription() + " shows a type of " + prefix)));
            }
        };
    }

    private static boolean isVisible(JavaMember member) {
        return member.getModifiers().contains(JavaModifier.PUBLIC)
                || member.getModifiers().contains(JavaModifier.PROTECTED);
    }

    private static Stream<JavaType> signature(JavaMember member) {
        if (member instanceof JavaCodeUnit method) {
            return Stream.of(
                            method.getParameterTypes().stream(),
                            Stream.of(method.getReturnType()),
                            method.getExceptionTypes().stream())
                    .flatMap(part -> part);
        }
        return Stream.of(((JavaField) member).getType());
    }
}
