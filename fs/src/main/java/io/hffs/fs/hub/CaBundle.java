package io.hffs.fs.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import okhttp3.tls.HandshakeCertificates;

/**
 * The authorities that a user trusts in place of the system's, as for a company's proxy that opens
 * TLS: certificates in PEM.
 */
public record CaBundle(List<X509Certificate> certificates) {

  public CaBundle {
    certificates = List.copyOf(certificates);
  }

  /**
   * Reads a file of certificates, or all such files of a directory.
   *
   * @throws IOException when it cannot be read or has none
   */
  static CaBundle read(Path path) throws IOException {
    List<X509Certificate> found = new ArrayList<>();
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : (Iterable<Path>) files.filter(CaBundle::isCertificates)::iterator) {
          found.addAll(certificates(file));
        }
      }
    } else {
      found.addAll(certificates(path));
    }
    if (found.isEmpty()) {
      throw new IOException("no certificate in " + path);
    }
    return new CaBundle(found.stream().distinct().toList());
  }

  /** By its name: beside them lie links to the same, named by a digest, and other things. */
  private static boolean isCertificates(Path file) {
    String name = file.toString();
    return (name.endsWith(".pem") || name.endsWith(".crt")) && Files.isReadable(file);
  }

  private static List<X509Certificate> certificates(Path file) throws IOException {
    try (InputStream pem = Files.newInputStream(file)) {
      return CertificateFactory.getInstance("X.509").generateCertificates(pem).stream()
          .map(X509Certificate.class::cast)
          .toList();
    } catch (CertificateException e) {
      throw new IOException("not certificates: " + file, e);
    }
  }

  /** Returns what trusts these alone. */
  HandshakeCertificates trust() {
    HandshakeCertificates.Builder trusted = new HandshakeCertificates.Builder();
    certificates.forEach(trusted::addTrustedCertificate);
    return trusted.build();
  }
}
