package io.hffs.fs.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import okhttp3.tls.HandshakeCertificates;

/**
 * The authorities that a user trusts in place of the system's, as for a company's proxy that opens
 * TLS: a file of certificates in PEM, or a directory of such files.
 *
 * <p>Kept as a path, and read when there is somebody to trust: the hundred and forty certificates
 * of a system's bundle would take a quarter of a second of every start.
 */
public record CaBundle(Path path) {

  private static final String LAST_LINE = "-----END ";

  /**
   * Looks whether certificates are there, without reading what they say.
   *
   * @throws IOException when there is none
   */
  static CaBundle find(Path path) throws IOException {
    for (Path file : files(path)) {
      // Bytes as characters: a bundle may have comments in any encoding.
      if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(LAST_LINE)) {
        return new CaBundle(path);
      }
    }
    throw new IOException("no certificate in " + path);
  }

  /**
   * Returns what trusts these alone. Reads them anew each time.
   *
   * @throws SSLException when they are damaged or gone
   */
  HandshakeCertificates trust() throws SSLException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (Path file : files(path)) {
        certificates.addAll(certificates(file));
      }
      if (certificates.isEmpty()) {
        throw new IOException("no certificate in " + path);
      }
    } catch (IOException e) {
      throw new SSLException("no certificates can be read from " + path, e);
    }
    HandshakeCertificates.Builder trusted = new HandshakeCertificates.Builder();
    certificates.stream().distinct().forEach(trusted::addTrustedCertificate);
    return trusted.build();
  }

  private static List<Path> files(Path path) throws IOException {
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> files = Files.list(path)) {
      return files.filter(CaBundle::isCertificates).toList();
    }
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
}
