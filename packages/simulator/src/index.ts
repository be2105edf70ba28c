export { simulateEvents, simulateShop } from './simulate-shop.js';
