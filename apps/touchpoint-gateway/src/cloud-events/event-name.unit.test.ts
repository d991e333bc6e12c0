import { eventNameOf } from './event-name';

it.each([
  ['Order Completed', 'Order Completed'],
  ['order.completed', 'order.completed'],
  ['unsubscribed', 'unsubscribed'],
  ['com.example.order_completed', 'order_completed'],
  ['com.example.OrderCompleted', 'OrderCompleted'],
  ['com.example.signed-up', 'signed-up'],
  // Of a telephone contract, say.
  ['com.example.unsubscribed', 'com.example.unsubscribed'],
  ['com.example.order.completed', 'com.example.order.completed'],
  ['com.example.work_order_completed', 'com.example.work_order_completed'],
  ['com.example.order_completed.v2', 'com.example.order_completed.v2'],
  ['com.example.', 'com.example.'],
])('of the type %s is %s', (type, name) => {
  expect(eventNameOf(type)).toBe(name);
});
