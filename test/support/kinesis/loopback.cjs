// Loaded in front of kinesis-mock, which listens on all addresses: on loopback only, on any port, and tells which.
const { Server } = require('node:net');

/** Where it would listen without TLS. */
const PLAIN = 4568;

const { listen } = Server.prototype;
Server.prototype.listen = function (port, listening) {
  return listen.call(this, { port: 0, host: '127.0.0.1' }, () => {
    if (port === PLAIN) process.send({ port: this.address().port });
    listening();
  });
};

// It does not outlive who started it.
process.on('disconnect', () => process.exit());
