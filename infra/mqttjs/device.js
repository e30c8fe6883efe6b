// A device as an integrator would write it with MQTT.js: listens for commands, publishes waves at QoS 0, 1 and 2, and leaves
// after the command "stop". Arguments: address, protocol version (4 or 5), client and user name, password, topic prefix, count.
'use strict';
const mqtt = require('mqtt');
const [address, version, name, password, prefix, count] = process.argv.slice(2);

const client = mqtt.connect(address, { protocolVersion: Number(version), clientId: name, username: name, password, reconnectPeriod: 0 });
client.on('error', (problem) => { console.log(`error ${problem.code}`); client.end(true); });
client.on('connect', () => {
  client.subscribe(`${prefix}/cmd`, { qos: 1 }, (problem) => {
    if (problem) throw problem;
    let acknowledged = 0;
    for (let i = 0; i < Number(count); i++) {
      client.publish(`${prefix}/wave`, `frame ${i}`, { qos: i % 3 }, (failure) => {
        if (failure) throw failure;
        if (++acknowledged === Number(count)) client.publish(`${prefix}/num`, 'all acknowledged', { qos: 0 });
      });
    }
  });
});
client.on('message', (topic, payload) => {
  console.log(`command ${payload}`);
  client.end();
});
