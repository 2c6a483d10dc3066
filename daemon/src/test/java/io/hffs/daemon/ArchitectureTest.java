package io.hffs.daemon;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.jspecify.annotations.NullMarked;

/** The walls between the packages of {@code daemon}. */
@AnalyzeClasses(packages = "io.hffs.daemon", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.hffs.daemon.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nobodyNamesTheRoot =
      noClasses()
          .that()
          .resideInAPackage("io.hffs.daemon.*..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.hffs.daemon");

  @ArchTest
  static final ArchRule onlyServersKnowJavalin =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.hffs.daemon.http..", "io.hffs.daemon.legacy..", "io.hffs.daemon.peer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta..");

  @ArchTest
  static final ArchRule onlyDiscoveryKnowsMulticast =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hffs.daemon.discovery..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("javax.jmdns..");

  @ArchTest
  static final ArchRule discoveryKnowsNothingButWhatUsersWrote =
      noClasses()
          .that()
          .resideInAPackage("io.hffs.daemon.discovery..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.hffs..")
                  .and(
                      not(
                          resideInAnyPackage(
                              "io.hffs.daemon.discovery..",
                              "io.hffs.daemon.config..",
                              "io.hffs.fs.device..",
                              "io.hffs.fs.os.."))));

  @ArchTest
  static final ArchRule onlyTheEdgesKnowJackson =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.hffs.daemon.api..",
              "io.hffs.daemon.config..",
              "io.hffs.daemon.http..",
              "io.hffs.daemon.peer..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule theApiStandsOnValuesAlone =
      noClasses()
          .that()
          .resideInAPackage("io.hffs.daemon.api..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.hffs.daemon.backend..",
              "io.hffs.daemon.config..",
              "io.hffs.daemon.http..",
              "io.hffs.daemon.process..",
              "io.hffs.daemon.service..");

  @ArchTest
  static final ArchRule noMainCodeKnowsTheTestHub =
      noClasses().should().dependOnClassesThat().resideInAPackage("io.hffs.fs.testhub..");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      ArchRuleDefinition.classes()
          .should(
              ArchCondition.from(
                  describe(
                      "reside in a package that is @NullMarked",
                      item -> item.getPackage().isAnnotatedWith(NullMarked.class))));
}
