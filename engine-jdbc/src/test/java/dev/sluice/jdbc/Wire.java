package dev.sluice.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A network between a client and a server, which can lose all that the server says. */
final class Wire implements AutoCloseable {
  private final ServerSocket entry;
  private final int server;
  private final Collection<Socket> open = new ConcurrentLinkedQueue<>();
  private volatile boolean losing;

  Wire(int server) throws IOException {
    this.server = server;
    this.entry = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return entry.getLocalPort();
  }

  /** Whether answers are lost from now on; those that were are lost for good. */
  void loseAnswers(boolean lost) {
    losing = lost;
  }

  private static void start(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    try {
      while (!entry.isClosed()) {
        Socket client = entry.accept();
        Socket there = new Socket(InetAddress.getLoopbackAddress(), server);
        client.setTcpNoDelay(true);
        there.setTcpNoDelay(true);
        open.add(client);
        open.add(there);
        start(() -> carry(client, there, false));
        start(() -> carry(there, client, true));
      }
    } catch (IOException e) {
      return; // closed
    }
  }

  private void carry(Socket from, Socket to, boolean answers) {
    byte[] bytes = new byte[8192];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(bytes); read >= 0; read = in.read(bytes)) {
        if (!answers || !losing) {
          out.write(bytes, 0, read);
        }
      }
    } catch (IOException e) {
      return; // one of both is gone, so the other goes too
    }
  }

  @Override
  public void close() throws IOException {
    entry.close();
    for (Socket socket : open) {
      socket.close();
    }
  }
}
