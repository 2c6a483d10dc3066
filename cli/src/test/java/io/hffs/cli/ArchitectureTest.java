package io.hffs.cli;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import io.hffs.daemon.DaemonMain;
import org.jspecify.annotations.NullMarked;

/** What the command line may know. */
@AnalyzeClasses(packages = "io.hffs.cli", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.hffs.cli.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule cliKnowsOnlyTheApi =
      noClasses()
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.hffs.daemon..")
                  .and(resideInAPackage("io.hffs.daemon.api..").negate())
                  .and(type(DaemonMain.class).negate()));

  @ArchTest
  static final ArchRule ofTheFileSystemItKnowsOnlyValues =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hffs.cli.demo..")
          .should()
          .dependOnClassesThat(
              resideInAPackage("io.hffs.fs..").and(resideInAPackage("io.hffs.fs.repo..").negate()));

  @ArchTest
  static final ArchRule onlyTheDemoKnowsTheTestHub =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.hffs.cli.demo..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.hffs.fs.testhub..");

  @ArchTest
  static final ArchRule onlyCommandsAndTheRootKnowPicocli =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.hffs.cli", "io.hffs.cli.command..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      classes()
          .should(
              ArchCondition.from(
                  describe(
                      "reside in a package that is @NullMarked",
                      item -> item.getPackage().isAnnotatedWith(NullMarked.class))));
}
