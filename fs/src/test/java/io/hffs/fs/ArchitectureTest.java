package io.hffs.fs;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import org.jspecify.annotations.NullMarked;

/** The walls between the packages of {@code fs}; CONTRIBUTING.md shows them as a map. */
@AnalyzeClasses(packages = "io.hffs.fs", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {

  @ArchTest
  static final ArchRule packagesDependDownwards =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("root")
          .definedBy("io.hffs.fs")
          .layer("fuse")
          .definedBy("io.hffs.fs.fuse..")
          .layer("vfs")
          .definedBy("io.hffs.fs.vfs..")
          .layer("catalog")
          .definedBy("io.hffs.fs.catalog..")
          .layer("read")
          .definedBy("io.hffs.fs.read..")
          .layer("weights")
          .definedBy("io.hffs.fs.weights..")
          .layer("hub")
          .definedBy("io.hffs.fs.hub..")
          .layer("json")
          .definedBy("io.hffs.fs.json..")
          .layer("transfer")
          .definedBy("io.hffs.fs.transfer..")
          .layer("peer")
          .definedBy("io.hffs.fs.peer..")
          .layer("device")
          .definedBy("io.hffs.fs.device..")
          .layer("cache")
          .definedBy("io.hffs.fs.cache..")
          .layer("os")
          .definedBy("io.hffs.fs.os..")
          .layer("source")
          .definedBy("io.hffs.fs.source..")
          .layer("testhub")
          .definedBy("io.hffs.fs.testhub..")
          .layer("repo")
          .definedBy("io.hffs.fs.repo..")
          .layer("range")
          .definedBy("io.hffs.fs.range..")
          .whereLayer("root")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("fuse")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("vfs")
          .mayOnlyBeAccessedByLayers("root", "fuse")
          .whereLayer("read")
          .mayOnlyBeAccessedByLayers("root", "vfs")
          .whereLayer("weights")
          .mayOnlyBeAccessedByLayers("read")
          .whereLayer("hub")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("json")
          .mayOnlyBeAccessedByLayers("root", "hub", "cache", "peer", "device")
          .whereLayer("transfer")
          .mayOnlyBeAccessedByLayers("root", "peer")
          .whereLayer("peer")
          .mayOnlyBeAccessedByLayers("root")
          .whereLayer("device")
          .mayOnlyBeAccessedByLayers("root", "peer")
          .whereLayer("cache")
          .mayOnlyBeAccessedByLayers("root", "vfs", "catalog", "read")
          .whereLayer("source")
          .mayOnlyBeAccessedByLayers(
              "root", "fuse", "vfs", "catalog", "read", "hub", "peer", "transfer", "cache")
          .whereLayer("testhub")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule packagesAreFreeOfCycles =
      slices().matching("io.hffs.fs.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyFuseAndOsKnowJnr =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.hffs.fs.fuse..", "io.hffs.fs.os..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("ru.serce..", "jnr..");

  @ArchTest
  static final ArchRule onlyHubAndPeersKnowOkHttp =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.hffs.fs.hub..", "io.hffs.fs.peer..", "io.hffs.fs.device..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("okhttp3..", "okio..");

  @ArchTest
  static final ArchRule onlyTheEdgesKnowJackson =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.hffs.fs.hub..",
              "io.hffs.fs.peer..",
              "io.hffs.fs.json..",
              "io.hffs.fs.device..",
              "io.hffs.fs.cache..",
              "io.hffs.fs.weights..",
              "io.hffs.fs.testhub..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("com.fasterxml.jackson..");

  @ArchTest
  static final ArchRule everyPackageIsNullMarked =
      ArchRuleDefinition.classes()
          .should(
              ArchCondition.from(
                  describe(
                      "reside in a package that is @NullMarked",
                      item -> item.getPackage().isAnnotatedWith(NullMarked.class))));
}
