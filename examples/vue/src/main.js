import { createApp } from 'vue';
import CallCard from './CallCard.vue';
import './page.css';

createApp(CallCard, { agentId: 'agt_demo' }).mount('#app');
